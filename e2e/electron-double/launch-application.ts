import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromDouble, ToDouble } from './harness.ts';
import type { RunSettings } from './run-application.ts';

const runner = fileURLToPath(new URL('./run-application.ts', import.meta.url));
const startMilliseconds = 45_000;
const defaultPatienceMilliseconds = 30_000;
const builtEntry = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));

export interface LaunchSettings {
  /** The main process's file; the built one unless said otherwise. */
  readonly entry?: string;
  readonly parameters?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  readonly faults?: RunSettings['faults'];
  /** How long a loaded page may take to be shown, and the application to end; longer is a failure. */
  readonly patienceMilliseconds?: number;
  /** Hears of each page before it loads. */
  readonly onPage?: (page: Page) => Promise<void> | void;
}

/** An application that runs under the double. */
export class LaunchedApplication {
  readonly #child: ChildProcess;
  readonly #settings: LaunchSettings;
  readonly #exited: Promise<number | null>;
  readonly #output: Promise<string>;
  readonly #pages = new Map<string, Promise<Page>>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #shown = Promise.withResolvers<string>();
  readonly #browser = Promise.withResolvers<Browser>();
  readonly #evaluations = new Map<number, PromiseWithResolvers<unknown>>();
  #chromiumPid: number | undefined;
  #lastEvaluation = 0;

  constructor(settings: LaunchSettings = {}) {
    this.#settings = settings;
    const { entry = builtEntry, parameters = [], environment = process.env, faults = [] } = settings;
    const run: RunSettings = { faults };
    this.#child = fork(runner, [JSON.stringify(run), entry, ...parameters], {
      env: environment,
      execArgv: [],
      serialization: 'json',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const streams = [this.#child.stdout, this.#child.stderr] as NodeJS.ReadableStream[];
    this.#output = Promise.all(streams.map((stream) => text(stream))).then((parts) => parts.join(''));
    this.#exited = once(this.#child, 'exit').then(async ([code]) => {
      await this.#onExit();
      return code as number | null;
    });
    this.#child.on('message', (message) => {
      // What fails here has failed because the application is gone, which whoever waits is told.
      this.#take(message as FromDouble).catch(() => undefined);
    });
    for (const { promise } of [this.#loaded, this.#shown, this.#browser]) promise.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Exit code of the application once it has ended; null when a signal ended it. */
  get exited(): Promise<number | null> {
    return this.#exited;
  }

  /** All that the main process has printed, once it has ended. */
  get output(): Promise<string> {
    return this.#output;
  }

  /** The first window's page, once a person could see it. */
  async window(): Promise<Page> {
    const loaded = Promise.race([this.#loaded.promise, this.#shown.promise]);
    await this.#within(loaded, 'loaded no page', startMilliseconds);
    const shown = await this.#within(this.#shown.promise, 'showed no window');
    const page = this.#pages.get(shown);
    if (page === undefined) throw new Error('A window was shown that was not made.');
    return page;
  }

  /** Runs a function in the main process; it can use nothing but its arguments. */
  evaluate<Argument, Result>(
    run: (electron: typeof Electron, argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result> {
    const id = ++this.#lastEvaluation;
    const evaluation = Promise.withResolvers<unknown>();
    this.#evaluations.set(id, evaluation);
    this.#tell({ type: 'evaluate', id, source: run.toString(), argument });
    return evaluation.promise as Promise<Result>;
  }

  /** Closes the window as a person does, and waits until the application has ended. */
  async close(): Promise<number | null> {
    await this.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    }).catch(() => undefined);
    return this.#within(this.#exited, 'did not quit');
  }

  /** Ends the application as a power failure does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Waits, but not for ever: an application that does not do what it should is ended. */
  async #within<Result>(
    result: Promise<Result>,
    failure: string,
    limit = this.#settings.patienceMilliseconds ?? defaultPatienceMilliseconds,
  ): Promise<Result> {
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      patience = setTimeout(() => resolve('late'), limit);
    });
    const outcome = await Promise.race([result, late]).finally(() => clearTimeout(patience));
    if (outcome !== 'late') return outcome;
    await this.kill();
    throw new Error(`The application ${failure} within ${limit} ms.`);
  }

  #tell(message: ToDouble): void {
    if (this.#child.connected) this.#child.send(message);
  }

  async #take(message: FromDouble): Promise<void> {
    switch (message.type) {
      case 'browser':
        this.#chromiumPid = message.pid;
        this.#browser.resolve(await chromium.connectOverCDP(message.endpoint));
        return;
      case 'window': {
        const page = this.#findPage(message.targetId);
        page.catch(() => undefined);
        this.#pages.set(message.targetId, page);
        await this.#settings.onPage?.(await page);
        this.#tell({ type: 'attached', targetId: message.targetId });
        return;
      }
      case 'loaded':
        this.#loaded.resolve();
        return;
      case 'shown':
        this.#shown.resolve(message.targetId);
        return;
      case 'evaluated': {
        const evaluation = this.#evaluations.get(message.id);
        this.#evaluations.delete(message.id);
        if (message.ok) evaluation?.resolve(message.value);
        else evaluation?.reject(new Error(String(message.value)));
      }
    }
  }

  async #findPage(targetId: string): Promise<Page> {
    const context = (await this.#browser.promise).contexts()[0];
    if (context === undefined) throw new Error('The browser of the double has no context.');
    for (;;) {
      for (const page of context.pages()) {
        const session = await context.newCDPSession(page);
        const { targetInfo } = await session.send('Target.getTargetInfo');
        await session.detach();
        if (targetInfo.targetId === targetId) return page;
      }
      await context.waitForEvent('page');
    }
  }

  async #onExit(): Promise<void> {
    const gone = new Error('The application has ended.');
    for (const waiting of [this.#loaded, this.#shown, this.#browser]) waiting.reject(gone);
    for (const evaluation of this.#evaluations.values()) evaluation.reject(gone);
    try {
      // It ends with the application's pipe; this spares waiting for it.
      if (this.#chromiumPid !== undefined) process.kill(this.#chromiumPid, 'SIGKILL');
    } catch {
      // Gone already.
    }
    await this.#browser.promise.then((browser) => browser.close()).catch(() => undefined);
  }
}
