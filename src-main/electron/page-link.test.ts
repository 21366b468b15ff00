import type { EventEmitter } from 'node:events';
import type { IpcMain } from 'electron';
import { vi } from 'vitest';
import { bridgeCarrier, type ShellBridge, type ShellMessage } from '../../src-core/api/shell-bridge.ts';
import { carrierConformance } from '../../tests/api/carrier-conformance.ts';
import { channels } from './channels.ts';
import { linkPage } from './page-link.ts';
import type { Caller } from './validated-ipc.ts';

type Answer = (event: Caller, argument: unknown) => Promise<unknown>;

/** Both ends of Electron's IPC in one process: what passes is cloned, and arrives later. */
const ipc = vi.hoisted(() => ({
  answers: new Map<string, (event: never, argument: never) => Promise<unknown>>(),
  exposed: undefined as unknown,
  renderer: undefined as EventEmitter | undefined,
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const ipcRenderer = new Emitter();
  ipc.renderer = ipcRenderer;
  return {
    contextBridge: {
      exposeInMainWorld: (_: string, value: unknown) => {
        ipc.exposed = value;
      },
    },
    ipcRenderer: Object.assign(ipcRenderer, {
      invoke: async (channel: string, argument: unknown) => {
        const answer = ipc.answers.get(channel) as Answer | undefined;
        const event = { senderFrame: { url: 'app://bundle/index.html', parent: null } } as Caller;
        return structuredClone(await answer?.(event, structuredClone(argument)));
      },
    }),
  };
});

carrierConformance('Electron’s IPC', {
  roles: ['owner'],
  open: async (api) => {
    await import('./preload.ts');
    const ipcMain = {
      handle: (channel: string, answer: Answer) => void ipc.answers.set(channel, answer),
    } as unknown as Pick<IpcMain, 'handle'>;
    const send = (message: ShellMessage): void => {
      const copy = structuredClone(message);
      setImmediate(() => ipc.renderer?.emit(channels.message, { sender: 'ipcRenderer' }, copy));
    };
    linkPage(ipcMain, Promise.resolve(api.app), send);
    await Promise.resolve();
    return {
      connect: () => Promise.resolve(bridgeCarrier(ipc.exposed as ShellBridge)),
      close: () => Promise.resolve(),
    };
  },
});
