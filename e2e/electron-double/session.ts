import { EventEmitter } from 'node:events';
import type { ProtocolDouble } from './protocol.ts';

type RequestHandler = (
  contents: unknown,
  permission: string,
  respond: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** What Chromium calls the permissions of Electron that the double models. */
const descriptors: Readonly<Record<string, readonly object[]>> = {
  notifications: [{ name: 'notifications' }],
  geolocation: [{ name: 'geolocation' }],
  media: [{ name: 'camera' }, { name: 'microphone' }],
  'clipboard-read': [{ name: 'clipboard-read' }],
  'clipboard-sanitized-write': [{ name: 'clipboard-write', allowWithoutSanitization: false }],
};

/** The default session: what pages may do. As in Electron, whatever no handler denies is granted. */
export class SessionDouble extends EventEmitter {
  readonly protocol: ProtocolDouble;
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

  constructor(protocol: ProtocolDouble) {
    super();
    this.protocol = protocol;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(): void {
    // Headless Chromium has no devices to choose.
  }

  /** The settings that a page gets, as Chromium takes them. */
  async permissionsOf(contents: unknown, url: string): Promise<{ permission: object; setting: string }[]> {
    const settings: { permission: object; setting: string }[] = [];
    for (const [name, permissions] of Object.entries(descriptors)) {
      const requested =
        this.#request === null ||
        (await new Promise<boolean>((resolve) => {
          this.#request?.(contents, name, resolve, { requestingUrl: url, isMainFrame: true });
        }));
      const checked = this.#check?.(contents, name, url, { isMainFrame: true }) ?? true;
      const setting = requested && checked ? 'granted' : 'denied';
      settings.push(...permissions.map((permission) => ({ permission, setting })));
    }
    return settings;
  }
}
