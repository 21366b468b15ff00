import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { mainWindowOptions, openMainWindow } from './main-window.ts';

const files = { preload: '/preload.cjs', icon: '/icon.png' };

describe('the window', () => {
  it('shuts its page off from the system', () => {
    const { webPreferences } = mainWindowOptions(files, { isDark: true, hasDevTools: false });
    expect(webPreferences).toEqual({
      preload: '/preload.cjs',
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
      spellcheck: false,
      devTools: false,
    });
  });

  it('remembers its place, and has the ground of the theme before anything is drawn', () => {
    const dark = mainWindowOptions(files, { isDark: true, hasDevTools: true });
    const light = mainWindowOptions(files, { isDark: false, hasDevTools: true });
    expect(dark).toMatchObject({ name: 'main', windowStatePersistence: true, show: false });
    expect(dark.backgroundColor).not.toBe(light.backgroundColor);
    expect(dark.webPreferences?.devTools).toBe(true);
  });

  class FakeWindow extends EventEmitter {
    readonly webContents = new EventEmitter();
    readonly show = vi.fn();
    readonly loadURL = vi.fn(() => Promise.reject(new Error('offline')));
    isDestroyed = (): boolean => false;
    isVisible = (): boolean => this.show.mock.calls.length > 0;
  }

  function opened(): FakeWindow {
    const window = new FakeWindow();
    openMainWindow(window as unknown as BrowserWindow);
    return window;
  }

  it('loads the page, and is shown once that is drawn', () => {
    const window = opened();
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('app://bundle/index.html');
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });

  it('is shown even when the page cannot be loaded', () => {
    const window = opened();
    window.webContents.emit('did-fail-load');
    expect(window.show).toHaveBeenCalledOnce();
  });
});
