import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { isAppUrl } from './app-protocol.ts';
import type { CalledChannel } from './channels.ts';

/** The part of Electron's event that says who calls. */
export type Caller = Pick<IpcMainInvokeEvent, 'senderFrame'>;

/** Whether a call comes from the application's own page, and not from a frame inside it. */
export function isTrustedCaller({ senderFrame }: Caller): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppUrl(senderFrame.url);
}

/**
 * Answers a channel, for trusted callers only. The one place that handles calls of pages.
 *
 * @param answer gets the first argument of the call, which is not checked yet
 */
export function handleValidated(
  ipcMain: Pick<IpcMain, 'handle'>,
  channel: CalledChannel,
  answer: (argument: unknown) => Promise<unknown>,
): void {
  ipcMain.handle(channel, (event: Caller, argument: unknown) => {
    if (!isTrustedCaller(event)) throw new Error(`A call on ${channel} was refused.`);
    return answer(argument);
  });
}
