import { LaunchedApplication } from '../electron-double/launch-application.ts';
import { electronDialogs, meanToQuit } from './electron-dialogs.ts';
import { shellEnvironment } from './environment.ts';
import type { Shell } from './shell.ts';

/** The built Electron bundle, with a double in place of Electron. */
export const bundleShell: Shell = {
  name: 'bundle',
  open: async ({ home, downloads, onPage }) => {
    const app = new LaunchedApplication({
      parameters: ['--home', home],
      environment: shellEnvironment,
      onPage,
    });
    const page = await app.window();
    await meanToQuit(app);
    return {
      page,
      dialogs: electronDialogs(app, page, downloads),
      close: async () => {
        const code = await app.close();
        if (code !== 0) {
          throw new Error(`The application ended with ${String(code)}:\n${await app.output}`);
        }
      },
      kill: () => app.kill(),
    };
  },
};
