import type { Session } from 'electron';
import { isAppUrl } from './app-protocol.ts';

/** What "Copy diagnostics" needs; it cannot read what is in the clipboard. */
const granted = 'clipboard-sanitized-write';

/** Denies pages everything that a permission is needed for, but to copy. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  session.setPermissionRequestHandler((_, permission, respond, { requestingUrl }) =>
    respond(permission === granted && isAppUrl(requestingUrl)),
  );
  session.setPermissionCheckHandler((_, permission, origin) => permission === granted && isAppUrl(origin));
  session.setDevicePermissionHandler(() => false);
}
