import type { IpcMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { channels } from './channels.ts';
import { handleValidated, type Caller } from './validated-ipc.ts';

type Frame = NonNullable<Caller['senderFrame']>;
const page = { url: 'app://bundle/index.html#/queue', parent: null } as Frame;

function call(senderFrame: Frame | null, argument: unknown = 'argument'): Promise<unknown> {
  const answer = vi.fn((given: unknown) => Promise.resolve(`answer to ${String(given)}`));
  let registered: (event: Caller, argument: unknown) => Promise<unknown> = () => Promise.resolve();
  const ipcMain = {
    handle: (channel: string, listener: typeof registered) => {
      expect(channel).toBe('hindcast:request');
      registered = listener;
    },
  };
  handleValidated(ipcMain as unknown as Pick<IpcMain, 'handle'>, channels.request, answer);
  return registered({ senderFrame }, argument);
}

describe('a call on a channel', () => {
  it('of the application’s page is answered', async () => {
    expect(await call(page)).toBe('answer to argument');
  });

  it.each<[string, Frame | null]>([
    ['a frame that is gone', null],
    ['a frame inside the page', { url: page.url, parent: page } as Frame],
    ['a page from the network', { url: 'https://example.invalid/', parent: null } as Frame],
    ['a page with a name like the application’s', { url: 'app://bundle.evil/', parent: null } as Frame],
    ['a page that has not loaded', { url: 'about:blank', parent: null } as Frame],
    ['a page without a URL', { url: '', parent: null } as Frame],
  ])('of %s is refused', (_, frame) => {
    expect(() => call(frame)).toThrow('refused');
  });
});
