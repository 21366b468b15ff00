import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { electronBinary } from '../../scripts/electron-binary.ts';
import { electronDialogs, meanToQuit } from './electron-dialogs.ts';
import { shellEnvironment } from './environment.ts';
import type { Shell } from './shell.ts';

const bundle = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));

/** Hindcast in the real Electron, from the built bundle. */
export const electronShell: Shell = {
  name: 'electron',
  open: async ({ home, downloads, onPage }) => {
    const app = await _electron.launch({
      executablePath: electronBinary(),
      args: [bundle, '--home', home],
      env: shellEnvironment,
    });
    const child = app.process();
    const page = await app.firstWindow();
    await onPage(page);
    await meanToQuit(app);
    return {
      page,
      dialogs: electronDialogs(app, page, downloads),
      close: () => app.close(),
      kill: async () => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      },
    };
  },
};
