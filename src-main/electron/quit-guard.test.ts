import { EventEmitter } from 'node:events';
import type { App, BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { QuitGuard } from './quit-guard.ts';

interface Scene {
  app: EventEmitter & { quit: ReturnType<typeof vi.fn> };
  window: EventEmitter;
  guard: QuitGuard;
  stop: ReturnType<typeof vi.fn>;
  asked: { message: string }[];
  /** The next question fails. */
  failToAsk(): void;
  /** Asks to quit, as Electron does, and answers whether that was held back. */
  beforeQuit(): boolean;
}

function scene(
  running: number,
  response: number,
  stopping: () => Promise<void> = async () => undefined,
): Scene {
  const app = Object.assign(new EventEmitter(), { quit: vi.fn() });
  const window = new EventEmitter();
  const stop = vi.fn(stopping);
  const asked: { message: string }[] = [];
  let isFailing = false;
  const guard = new QuitGuard({
    app: app as unknown as Pick<App, 'on' | 'quit'>,
    dialog: {
      showMessageBox: (...parameters: unknown[]) => {
        if (isFailing) {
          isFailing = false;
          return Promise.reject(new Error('no display'));
        }
        asked.push(parameters.at(-1) as { message: string });
        return Promise.resolve({ response, checkboxChecked: false });
      },
    },
    window: () => window as BrowserWindow,
    runningJobs: () => running,
    stop,
  });
  guard.watch(window as BrowserWindow);
  const beforeQuit = (): boolean => {
    const preventDefault = vi.fn();
    app.emit('before-quit', { preventDefault });
    return preventDefault.mock.calls.length > 0;
  };
  const failToAsk = (): void => {
    isFailing = true;
  };
  return { app, window, guard, stop, asked, failToAsk, beforeQuit };
}

describe('quitting', () => {
  it('with nothing running stops the services first, without a question', async () => {
    const { app, stop, asked, beforeQuit } = scene(0, 0);
    expect(beforeQuit()).toBe(true);
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect([stop.mock.calls.length, asked.length]).toEqual([1, 0]);
    expect(beforeQuit()).toBe(false);
  });

  it('with jobs running asks, and goes on when the person wants them to run', async () => {
    const { app, stop, asked, beforeQuit } = scene(2, 0);
    beforeQuit();
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.message).toBe('2 backtests are still running');
    expect([stop.mock.calls.length, app.quit.mock.calls.length]).toEqual([0, 0]);
    await vi.waitFor(() => {
      beforeQuit();
      expect(asked).toHaveLength(2);
    });
  });

  it('stops the jobs before it ends, when the person agrees', async () => {
    const stopped = Promise.withResolvers<void>();
    const { app, stop, asked, beforeQuit } = scene(1, 1, () => stopped.promise);
    beforeQuit();
    await vi.waitFor(() => expect(stop).toHaveBeenCalledOnce());
    expect(asked[0]?.message).toBe('A backtest is still running');
    expect(app.quit).not.toHaveBeenCalled();
    stopped.resolve();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  });

  it('can be tried again when the question could not be put', async () => {
    const { app, asked, beforeQuit, failToAsk } = scene(1, 1);
    failToAsk();
    beforeQuit();
    await vi.waitFor(() => {
      beforeQuit();
      expect(asked).toHaveLength(1);
    });
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
  });

  it('is one matter, however often it is asked for', async () => {
    const { app, window, stop, asked, beforeQuit } = scene(1, 1);
    beforeQuit();
    beforeQuit();
    window.emit('close', { preventDefault: () => undefined });
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect([asked.length, stop.mock.calls.length]).toEqual([1, 1]);
  });

  it('is what closing the window means', async () => {
    const { app, window, stop } = scene(0, 0);
    const preventDefault = vi.fn();
    window.emit('close', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    expect(stop).toHaveBeenCalledOnce();
    window.emit('close', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('ends even when stopping fails', async () => {
    const { app, guard } = scene(1, 1, () => Promise.reject(new Error('disk')));
    await expect(guard.quitNow()).rejects.toThrow('disk');
    expect(app.quit).toHaveBeenCalledOnce();
  });

  it('asks nobody when the system ends it', async () => {
    const { guard, asked, stop } = scene(3, 0);
    await Promise.all([guard.quitNow(), guard.quitNow()]);
    expect([asked.length, stop.mock.calls.length]).toEqual([0, 1]);
  });
});
