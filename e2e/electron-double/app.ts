import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Preventable {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** An event of Electron that a listener can prevent. */
export function preventable<Fields extends object>(fields?: Fields): Preventable & Fields {
  let prevented = false;
  const event = {
    ...(fields as Fields),
    preventDefault: () => {
      prevented = true;
    },
  };
  return Object.defineProperty(event, 'defaultPrevented', { get: () => prevented }) as Preventable & Fields;
}

/** A window, as far as the end of the application is concerned. */
export interface Closable {
  close(): void;
  destroy(): void;
  isDestroyed(): boolean;
}

/** The application, from its start to its end. */
export class AppDouble extends EventEmitter {
  readonly isPackaged = false;
  readonly windows = new Set<Closable>();
  readonly switches: string[] = [];
  userModelId: string | undefined;
  isSandboxed = false;
  readonly #paths = new Map<string, string>();
  readonly #whenReady = Promise.withResolvers<void>();
  #state: 'loading' | 'ready' | 'quitting' | 'gone' = 'loading';
  #lock: { file: string; watcher: FSWatcher } | undefined;
  /** Ends what belongs to the application, such as its browser. */
  onGone: () => void = () => undefined;

  constructor() {
    super();
    const data = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    this.#paths.set('appData', data).set('userData', join(data, 'hindcast')).set('home', homedir());
    this.#paths.set('temp', tmpdir()).set('downloads', join(homedir(), 'Downloads'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // Electron quits on these unless the application listens itself.
        if (process.listenerCount(signal) === 1) this.quit();
      });
    }
  }

  /** Electron gets ready only after the entry has run, whatever it waits for. */
  entryHasRun(): void {
    if (this.#state !== 'loading') return;
    this.#state = 'ready';
    this.emit('will-finish-launching');
    this.emit('ready', preventable(), {});
    this.#whenReady.resolve();
  }

  isReady(): boolean {
    return this.#state !== 'loading';
  }

  whenReady(): Promise<void> {
    return this.#whenReady.promise;
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`The double has no path "${name}".`);
    return path;
  }

  setPath(name: string, path: string): void {
    if (name === 'userData' && this.isReady()) throw new Error('The double sets userData before ready only.');
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path}`);
    this.#paths.set(name, path);
  }

  getVersion(): string {
    return '0.0.0';
  }

  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }

  enableSandbox(): void {
    if (this.isReady()) throw new Error('app.enableSandbox() can only be called before app is ready');
    this.isSandboxed = true;
  }

  focus(): void {
    this.emit('double:focused');
  }

  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'double-instance.lock');
    const call = join(folder, 'double-second-instance.json');
    for (;;) {
      try {
        writeFileSync(file, String(process.pid), { flag: 'wx' });
        break;
      } catch {
        if (isAlive(Number(readFileSync(file, 'utf8')))) {
          writeFileSync(call, JSON.stringify(process.argv));
          return false;
        }
        rmSync(file);
      }
    }
    const watcher = watch(folder, (_, name) => {
      if (name !== 'double-second-instance.json') return;
      try {
        const argv = JSON.parse(readFileSync(call, 'utf8')) as string[];
        rmSync(call);
        this.emit('second-instance', preventable(), argv, process.cwd(), undefined);
      } catch {
        // Being written, or read already.
      }
    });
    watcher.unref();
    this.#lock = { file, watcher };
    return true;
  }

  quit(): void {
    if (this.#state === 'gone' || this.#state === 'quitting') return;
    // As in Electron, nobody hears of it inside the call.
    setImmediate(() => this.#quit());
  }

  /** Ends without asking anyone. */
  exit(code = 0): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    for (const window of this.windows) window.destroy();
    this.emit('quit', preventable(), code);
    this.#lock?.watcher.close();
    if (this.#lock !== undefined) rmSync(this.#lock.file, { force: true });
    this.onGone();
    reallyExit(code);
  }

  /** A window has gone; called by it. */
  windowClosed(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0 || this.#state === 'gone') return;
    if (this.#state === 'quitting') {
      this.#willQuit();
      return;
    }
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  #quit(): void {
    if (this.#state === 'gone' || this.#state === 'quitting') return;
    const event = preventable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#state = 'quitting';
    for (const window of this.windows) {
      window.close();
      if (!window.isDestroyed()) {
        // A window that stays keeps the application.
        this.#state = 'ready';
        return;
      }
    }
    if (this.windows.size === 0) this.#willQuit();
  }

  #willQuit(): void {
    const event = preventable();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#state = 'ready';
    else this.exit(0);
  }
}

const reallyExit = process.exit.bind(process);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
