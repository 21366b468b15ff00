import type { IpcMain } from 'electron';
import { sessionOf } from '../../src-core/api/permissions.ts';
import type { ShellMessage } from '../../src-core/api/shell-bridge.ts';
import type { App } from '../services/app/app.ts';
import { channels } from './channels.ts';
import { handleValidated } from './validated-ipc.ts';

type Services = Pick<App, 'host' | 'hub' | 'user'>;

/**
 * Carries the API between services and page: answers calls, as those of the owner, and hands on every event. Calls that
 * come before the services are open wait for them.
 */
export function linkPage(
  ipcMain: Pick<IpcMain, 'handle'>,
  opening: Promise<Services>,
  send: (message: ShellMessage) => void,
): void {
  const owner = sessionOf('owner');
  handleValidated(ipcMain, channels.request, async (request) => {
    const { host, user } = await opening;
    return host.handle(request, owner, user);
  });
  const listen = ({ hub }: Services): void => {
    hub.subscribe((event) => send({ type: 'event', event }));
  };
  // Whoever opens the services hears of a failure.
  opening.then(listen, () => undefined);
}
