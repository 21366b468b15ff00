import type { BrowserWindow, Dialog, RenderProcessGoneDetails } from 'electron';

/** A page that keeps dying is not loaded for ever. */
const patience = { crashes: 3, milliseconds: 60_000 };

export interface RecoveryParts {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly now: () => number;
  /** The page does not stay up. */
  readonly giveUp: () => void;
}

/** Loads the page again when its process dies or hangs, and says so. Jobs run elsewhere and do not notice. */
export function recoverRenderer(window: BrowserWindow, { dialog, now, giveUp }: RecoveryParts): void {
  const crashes: number[] = [];
  let isAsking = false;
  const tell = async (message: string, detail: string, buttons: string[]): Promise<number> => {
    isAsking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId: 0,
    });
    isAsking = false;
    return response;
  };

  window.webContents.on('render-process-gone', (_, { reason }: RenderProcessGoneDetails) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    crashes.push(now());
    const recent = crashes.filter((time) => now() - time < patience.milliseconds);
    const why = reason === 'oom' ? 'It ran out of memory.' : `Its process ended (${reason}).`;
    if (recent.length >= patience.crashes) {
      void tell('Hindcast cannot show its window', `${why} Jobs are stopped cleanly.`, ['Quit']).then(giveUp);
      return;
    }
    window.webContents.reload();
    void tell('The window was loaded again', `${why} Jobs go on running.`, ['OK']);
  });

  window.on('unresponsive', () => {
    if (isAsking) return;
    void tell('The window does not respond', 'Jobs go on running.', ['Wait', 'Load it again']).then(
      (response) => {
        // Loading alone would wait for the page that hangs.
        if (response === 1) window.webContents.forcefullyCrashRenderer();
      },
    );
  });
}
