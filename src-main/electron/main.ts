import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, protocol, shell, utilityProcess } from 'electron';
import { createHome, resolveHome } from '../services/home/home.ts';
import { appScheme } from './app-protocol.ts';
import { Desktop } from './desktop.ts';
import { launchOptions } from './launch-options.ts';
import { selfCheck } from './self-check.ts';
import { UtilityProcessSpawner } from './utility-process-spawner.ts';
import { guardWebContents } from './web-contents-guards.ts';

/** The desktop application. Nothing here waits: Electron gets ready only after this module has run. */
const options = launchOptions(process.argv.slice(1));

function start(): void {
  const home = resolveHome(options.home, process.env);
  createHome(home);
  // One window for each home: the lock, the place of the window and Chromium's own files belong to it.
  const folder = join(home.root, 'desktop');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  app.setPath('userData', folder);
  // Windows shows notifications under the name that this leads to.
  if (process.platform === 'win32') app.setAppUserModelId('io.hindcast.desktop');
  app.enableSandbox();
  if (options.selfCheck) {
    void app.whenReady().then(checkAndExit);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  protocol.registerSchemesAsPrivileged([appScheme]);
  guardWebContents(app, shell);
  const desktop = new Desktop(home, { hasDevTools: !app.isPackaged || options.devTools });
  app.on('second-instance', () => desktop.focus());
  app.on('activate', () => desktop.focus());
  app
    .whenReady()
    .then(() => desktop.open())
    .catch(fail);
}

async function checkAndExit(): Promise<void> {
  const spawner = new UtilityProcessSpawner({ app, utilityProcess, environment: process.env });
  const isHealthy = await selfCheck(spawner, (line) => process.stdout.write(`${line}\n`));
  app.exit(isHealthy ? 0 : 1);
}

function fail(error: unknown): void {
  dialog.showErrorBox('Hindcast cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
}

try {
  start();
} catch (error) {
  fail(error);
}
