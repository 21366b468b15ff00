import { LaunchedApplication } from '../electron-double/launch-application.ts';
import type { Shell } from './shell.ts';

/** The built Electron bundle, with a double in place of Electron. */
export const bundleShell: Shell = {
  name: 'bundle',
  open: async (home) => {
    const app = new LaunchedApplication({ parameters: ['--home', home] });
    const page = await app.window();
    // Quitting asks while backtests run; a journey means it.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
    });
    return {
      page,
      pid: app.pid,
      openViewer: () => Promise.resolve(undefined),
      close: async () => {
        const code = await app.close();
        if (code !== 0) throw new Error(`The application ended with exit code ${String(code)}.`);
      },
      kill: () => app.kill(),
    };
  },
};
