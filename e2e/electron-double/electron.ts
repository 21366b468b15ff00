import type { BrowserWindowConstructorOptions } from 'electron';
import { join } from 'node:path';
import { AppDouble } from './app.ts';
import { BrowserWindowDouble } from './browser-window.ts';
import { ChromiumProcess } from './chromium-process.ts';
import {
  dialogDouble,
  MenuDouble,
  nativeThemeDouble,
  NotificationDouble,
  powerSaveBlockerDouble,
  safeStorageDouble,
  shellDouble,
} from './desktop-parts.ts';
import { hearHarness, tellHarness } from './harness.ts';
import { IpcMainDouble } from './ipc-main.ts';
import { ProtocolDouble } from './protocol.ts';
import { SessionDouble } from './session.ts';
import { strict } from './strict.ts';
import { utilityProcessDouble } from './utility-process.ts';

/** What `import … from 'electron'` gives in the double: the part of Electron that Hindcast uses, and errors for the rest. */
export const appDouble = new AppDouble();
const isReady = (): boolean => appDouble.isReady();
const protocolDouble = new ProtocolDouble(isReady);
const sessionDouble = new SessionDouble(protocolDouble);
const ipcMainDouble = new IpcMainDouble();

let chromium: ChromiumProcess | undefined;
function startChromium(): ChromiumProcess {
  if (chromium !== undefined) return chromium;
  const started = new ChromiumProcess(join(appDouble.getPath('userData'), 'double-chromium'));
  chromium = started;
  appDouble.onGone = () => started.kill();
  void started.endpoint.then((endpoint) => tellHarness({ type: 'browser', endpoint, pid: started.pid }));
  return started;
}

class BrowserWindowExport extends BrowserWindowDouble {
  constructor(options: BrowserWindowConstructorOptions = {}) {
    super(
      { app: appDouble, chromium: startChromium, ipcMain: ipcMainDouble, session: sessionDouble },
      options,
    );
    // eslint-disable-next-line no-constructor-return -- What the application holds answers only for what the double does.
    return strict('BrowserWindow', this);
  }

  static getAllWindows(): BrowserWindowDouble[] {
    return [...appDouble.windows] as BrowserWindowDouble[];
  }

  static getFocusedWindow(): BrowserWindowDouble | null {
    return BrowserWindowExport.getAllWindows().find((window) => window.isFocused()) ?? null;
  }
}

export const app = strict('app', appDouble);
export const BrowserWindow = strict('BrowserWindow', BrowserWindowExport);
export const dialog = strict('dialog', dialogDouble);
export const ipcMain = strict('ipcMain', ipcMainDouble);
export const Menu = strict('Menu', MenuDouble);
export const nativeTheme = strict('nativeTheme', nativeThemeDouble);
export const Notification = strict('Notification', NotificationDouble);
export const powerSaveBlocker = strict('powerSaveBlocker', powerSaveBlockerDouble);
export const protocol = strict('protocol', protocolDouble);
export const safeStorage = strict('safeStorage', safeStorageDouble);
export const session = strict('session', { defaultSession: strict('session', sessionDouble) });
export const shell = strict('shell', shellDouble);
export const utilityProcess = strict('utilityProcess', utilityProcessDouble(appDouble, isReady));

/** For functions that tests run in the main process. */
const everything = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
};
hearHarness((message) => {
  if (message.type !== 'evaluate') return;
  const { id, source, argument } = message;
  // Tests send functions, as they do to Electron itself through Playwright.
  const run = async (): Promise<unknown> => {
    // eslint-disable-next-line no-eval
    const evaluated = (0, eval)(`(${source})`) as (electron: typeof everything, argument: unknown) => unknown;
    return evaluated(everything, argument);
  };
  run().then(
    (value) => tellHarness({ type: 'evaluated', id, ok: true, value }),
    (error: unknown) => tellHarness({ type: 'evaluated', id, ok: false, value: String(error) }),
  );
});
