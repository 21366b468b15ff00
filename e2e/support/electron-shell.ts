import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { electronBinary } from '../../scripts/electron-binary.ts';
import type { Shell } from './shell.ts';

const bundle = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));

/** Hindcast in the real Electron, from the built bundle. */
export const electronShell: Shell = {
  name: 'electron',
  open: async (home) => {
    const app = await _electron.launch({
      executablePath: electronBinary(),
      args: [bundle],
      env: { ...(process.env as Record<string, string>), HINDCAST_HOME: home },
    });
    const child = app.process();
    return {
      page: await app.firstWindow(),
      pid: child.pid as number,
      openViewer: () => Promise.resolve(undefined),
      close: () => app.close(),
      kill: async () => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      },
    };
  },
};
