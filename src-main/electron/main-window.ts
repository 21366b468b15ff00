import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { startPage } from './app-protocol.ts';

/** Absolute paths. */
export interface WindowFiles {
  readonly preload: string;
  readonly icon: string;
}

/** The ground of the page in each theme, so that nothing flashes before it is drawn. */
const grounds = { dark: '#101418', light: '#ffffff' };

/** How the one window is made; every switch that could weaken it is written out. */
export function mainWindowOptions(
  files: WindowFiles,
  { isDark, hasDevTools }: { isDark: boolean; hasDevTools: boolean },
): BrowserWindowConstructorOptions {
  return {
    name: 'main',
    windowStatePersistence: true,
    title: 'Hindcast',
    icon: files.icon,
    width: 1360,
    height: 860,
    minWidth: 880,
    minHeight: 560,
    show: false,
    backgroundColor: isDark ? grounds.dark : grounds.light,
    webPreferences: {
      preload: files.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The checker would fetch its dictionaries.
      spellcheck: false,
      devTools: hasDevTools,
    },
  };
}

/** Loads the page and shows the window once there is something to see, be it a page that says what is wrong. */
export function openMainWindow(window: BrowserWindow): void {
  const show = (): void => {
    if (!window.isDestroyed() && !window.isVisible()) window.show();
  };
  window.once('ready-to-show', show);
  window.webContents.once('did-fail-load', show);
  // A failure is told by the event.
  void window.loadURL(startPage).catch(() => undefined);
}
