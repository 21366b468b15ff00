import type * as Electron from 'electron';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { saveDownload } from './save-download.ts';
import type { FileDialogs } from './shell.ts';

/** Runs a function in the main process; it can use nothing but its arguments. */
interface MainProcess {
  evaluate<Result>(
    run: (electron: typeof Electron, path: string) => Result | Promise<Result>,
    path: string,
  ): Promise<Result>;
}

/** Answers the native dialogs of Electron, which no test can click. */
export function electronDialogs(main: MainProcess, page: Page, downloads: string): FileDialogs {
  let saved = 0;
  return {
    choose: async (button, path) => {
      await main.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path);
      await button.click();
    },
    save: async (offer) => {
      const path = join(downloads, `saved ${++saved}`);
      await main.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
      }, path);
      await offer();
      await expect(page.getByText(`Saved as ${path}.`)).toBeVisible();
      return path;
    },
    download: (offer) => saveDownload(page, downloads, offer),
  };
}

/** Quitting asks while backtests run; a journey means it. */
export async function meanToQuit(main: MainProcess): Promise<void> {
  await main.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
  }, '');
}
