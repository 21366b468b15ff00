import type { App, BrowserWindow, Dialog } from 'electron';

export interface QuitParts {
  readonly app: Pick<App, 'on' | 'quit'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly window: () => BrowserWindow | undefined;
  readonly runningJobs: () => number;
  /** Stops what runs and closes what is open; the application ends after that, whatever comes of it. */
  readonly stop: () => Promise<void>;
}

/** Sees that the application ends once: after the person has agreed to stop jobs, and after they are stopped. */
export class QuitGuard {
  readonly #parts: QuitParts;
  #state: 'open' | 'asking' | 'stopping' | 'stopped' = 'open';

  constructor(parts: QuitParts) {
    this.#parts = parts;
    parts.app.on('before-quit', (event) => {
      if (this.#state === 'stopped') return;
      event.preventDefault();
      void this.#quit();
    });
  }

  /** Lets this window close only with the application. */
  watch(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (this.#state === 'stopped') return;
      event.preventDefault();
      void this.#quit();
    });
  }

  /** Ends the application without a question: the system asks for it, or there is nobody to ask. */
  async quitNow(): Promise<void> {
    if (this.#state === 'stopping' || this.#state === 'stopped') return;
    this.#state = 'stopping';
    try {
      await this.#parts.stop();
    } finally {
      this.#state = 'stopped';
      this.#parts.app.quit();
    }
  }

  async #quit(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'asking';
    // A question that could not be put has not been agreed to.
    if (await this.#agreed().catch(() => false)) await this.quitNow();
    else this.#state = 'open';
  }

  async #agreed(): Promise<boolean> {
    const count = this.#parts.runningJobs();
    const window = this.#parts.window();
    if (count === 0) return true;
    const options = {
      type: 'question' as const,
      message: count === 1 ? 'A backtest is still running' : `${count} backtests are still running`,
      detail: 'If you quit, they are stopped and go back to the queue. They start again next time.',
      buttons: ['Keep running', 'Stop and quit'],
      defaultId: 0,
      cancelId: 0,
    };
    const { dialog } = this.#parts;
    const { response } = await (window === undefined
      ? dialog.showMessageBox(options)
      : dialog.showMessageBox(window, options));
    return response === 1;
  }
}
