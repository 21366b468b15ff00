import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { denyPermissions } from './permissions.ts';

type Request = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type Check = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type Device = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;

interface Handlers {
  request: Request | null;
  check: Check | null;
  device: Device | null;
}

function handlers(): { request: Request; check: Check; device: Device } {
  const set: Handlers = { request: null, check: null, device: null };
  denyPermissions({
    setPermissionRequestHandler: (handler) => void (set.request = handler),
    setPermissionCheckHandler: (handler) => void (set.check = handler),
    setDevicePermissionHandler: (handler) => void (set.device = handler),
  });
  return set as { request: Request; check: Check; device: Device };
}

const permissions = [
  'media',
  'geolocation',
  'notifications',
  'midi',
  'openExternal',
  'clipboard-read',
  'hid',
];

function isGranted(permission: string, url: string): boolean[] {
  const { request, check } = handlers();
  let granted = false;
  const contents = {} as Parameters<Request>[0];
  const details = { isMainFrame: true, requestingUrl: url };
  request(contents, permission as Parameters<Request>[1], (answer) => void (granted = answer), details);
  const checked = check(contents, permission as Parameters<Check>[1], url, { isMainFrame: true });
  return [granted, checked];
}

describe('permissions', () => {
  it.each(permissions)('to %s are denied', (permission) => {
    expect(isGranted(permission, 'app://bundle/index.html')).toEqual([false, false]);
  });

  it('to copy are given to the application, and to nobody else', () => {
    expect(isGranted('clipboard-sanitized-write', 'app://bundle/')).toEqual([true, true]);
    expect(isGranted('clipboard-sanitized-write', 'https://example.invalid/')).toEqual([false, false]);
  });

  it('for devices are denied', () => {
    expect(handlers().device({} as Parameters<Device>[0])).toBe(false);
  });
});
