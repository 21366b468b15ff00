import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';
import { preventable, type AppDouble } from './app.ts';
import type { ChromiumProcess } from './chromium-process.ts';
import { tellHarness } from './harness.ts';
import type { IpcMainDouble } from './ipc-main.ts';
import type { SessionDouble } from './session.ts';
import { strict } from './strict.ts';
import { WebContentsDouble } from './web-contents.ts';

export interface WindowParts {
  readonly app: AppDouble;
  readonly chromium: () => ChromiumProcess;
  readonly ipcMain: IpcMainDouble;
  readonly session: SessionDouble;
}

let windowCount = 0;

/** A window: a page that can be seen or not. What it looks like is Chromium's matter. */
export class BrowserWindowDouble extends EventEmitter {
  readonly id = ++windowCount;
  readonly webContents: WebContentsDouble;
  /** What the double was told to do, for tests to look at. */
  readonly options: BrowserWindowConstructorOptions;
  readonly progress: number[] = [];
  readonly #app: AppDouble;
  #title: string;
  #isVisible = false;
  #isFocused = false;
  #isMinimized = false;
  #isDestroyed = false;

  constructor(parts: WindowParts, options: BrowserWindowConstructorOptions) {
    super();
    if (!parts.app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#app = parts.app;
    this.options = options;
    this.#title = options.title ?? '';
    const preferences = options.webPreferences ?? {};
    const contents = new WebContentsDouble({
      chromium: parts.chromium(),
      ipcMain: parts.ipcMain,
      session: parts.session,
      size: { width: options.width ?? 800, height: options.height ?? 600 },
      preferences: { ...preferences, sandbox: preferences.sandbox ?? parts.app.isSandboxed },
    });
    this.webContents = strict('webContents', contents);
    contents.on('did-finish-load', () => this.emit('ready-to-show'));
    parts.app.windows.add(this);
    parts.app.emit('web-contents-created', preventable(), this.webContents);
    parts.app.emit('browser-window-created', preventable(), this);
    if (options.show !== false) this.show();
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#isVisible = true;
    this.#isMinimized = false;
    this.focus();
    this.emit('show');
    void this.webContents.targetId.then((targetId) => tellHarness({ type: 'shown', targetId }));
  }

  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  focus(): void {
    this.#isFocused = true;
    this.emit('focus');
  }

  blur(): void {
    this.#isFocused = false;
    this.emit('blur');
  }

  isFocused(): boolean {
    return this.#isFocused;
  }

  minimize(): void {
    this.#isMinimized = true;
    this.blur();
  }

  restore(): void {
    this.#isMinimized = false;
  }

  isMinimized(): boolean {
    return this.#isMinimized;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setProgressBar(progress: number): void {
    this.progress.push(progress);
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  /** As when a person closes it: whoever listens may prevent it. */
  close(): void {
    if (this.#isDestroyed) return;
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#isVisible = false;
    this.webContents.destroy();
    this.emit('closed');
    this.#app.windowClosed(this);
  }
}
