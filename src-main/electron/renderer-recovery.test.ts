import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { recoverRenderer } from './renderer-recovery.ts';

function watched(response = 0): {
  window: EventEmitter;
  contents: EventEmitter & Record<'reload' | 'forcefullyCrashRenderer', ReturnType<typeof vi.fn>>;
  asked: { message: string; detail: string; buttons: string[] }[];
  giveUp: ReturnType<typeof vi.fn>;
  clock: { now: number };
} {
  const contents = Object.assign(new EventEmitter(), { reload: vi.fn(), forcefullyCrashRenderer: vi.fn() });
  const window = Object.assign(new EventEmitter(), { webContents: contents, isDestroyed: () => false });
  const asked: { message: string; detail: string; buttons: string[] }[] = [];
  const giveUp = vi.fn();
  const clock = { now: 0 };
  recoverRenderer(window as unknown as BrowserWindow, {
    dialog: {
      showMessageBox: (...parameters: unknown[]) => {
        asked.push(parameters[1] as (typeof asked)[number]);
        return Promise.resolve({ response, checkboxChecked: false });
      },
    },
    now: () => clock.now,
    giveUp,
  });
  return { window, contents, asked, giveUp, clock };
}

describe('a page whose process ended', () => {
  it('is loaded again, and why is said', () => {
    const { contents, asked } = watched();
    contents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 });
    expect(contents.reload).toHaveBeenCalledOnce();
    expect(asked[0]?.detail).toBe('It ran out of memory. Jobs go on running.');
  });

  it('is left alone when it ended as it should', () => {
    const { contents, asked } = watched();
    contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect([contents.reload.mock.calls.length, asked.length]).toEqual([0, 0]);
  });

  it('is not loaded for ever', async () => {
    const { contents, giveUp, clock } = watched();
    for (const time of [0, 1000, 2000]) {
      clock.now = time;
      contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
    }
    expect(contents.reload).toHaveBeenCalledTimes(2);
    await vi.waitFor(() => expect(giveUp).toHaveBeenCalledOnce());
  });

  it('is loaded again as often as it takes when it holds for a while', () => {
    const { contents, clock } = watched();
    for (let crash = 0; crash < 5; crash++) {
      clock.now = crash * 40_000;
      contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 });
    }
    expect(contents.reload).toHaveBeenCalledTimes(5);
  });
});

describe('a page that hangs', () => {
  it.each([
    ['waited for', 0, 0],
    ['ended, to be loaded again', 1, 1],
  ])('is %s as the person says', async (_, response, ended) => {
    const { window, contents, asked } = watched(response);
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(asked).toHaveLength(1);
    await vi.waitFor(() => expect(contents.forcefullyCrashRenderer).toHaveBeenCalledTimes(ended));
  });
});
