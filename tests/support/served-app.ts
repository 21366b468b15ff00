import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createApiClient, type ApiClient } from '../../src-core/api/client.ts';
import { tokenFor, WebClient } from '../api/web-client.ts';

const program = fileURLToPath(new URL('serve-home.ts', import.meta.url));
const compiled = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));
const slowestClose = 20_000;

export interface ServedAppParts {
  readonly home: string;
  readonly models: string;
  /** TMPDIR of everything it starts, by which its processes are found. */
  readonly temporary: string;
  /** 1 where its page shall wait as one in a browser does; left out, it hurries. */
  readonly hurry?: number;
}

/** The real application without a window, in a process of its own, and the API as a page of it has it. */
export class ServedApp {
  readonly api: ApiClient;
  readonly pid: number;
  /** What further pages need to connect. */
  readonly origin: string;
  readonly token: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  /** @throws Error with what it printed when it does not start */
  static async start({ home, models, temporary, hurry }: ServedAppParts): Promise<ServedApp> {
    const child = spawn(process.execPath, [program, home, models], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: temporary,
        NODE_COMPILE_CACHE: compiled,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const errors = text(child.stderr);
    const exited = once(child, 'exit');
    // It may be killed while something is on its way to it.
    child.stdin.on('error', () => undefined);
    const line = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    if (line.done === true) throw new Error(await errors);
    const { owner_url: link } = JSON.parse(line.value) as { owner_url: string };
    const { origin } = new URL(link);
    const token = await tokenFor(link);
    const carrier = await new WebClient(origin, token, hurry).open();
    return new ServedApp(child, exited, { api: createApiClient(carrier), origin, token });
  }

  private constructor(
    child: ChildProcess,
    exited: Promise<unknown>,
    { api, origin, token }: Pick<ServedApp, 'api' | 'origin' | 'token'>,
  ) {
    this.#child = child;
    this.#exited = exited;
    this.api = api;
    this.origin = origin;
    this.token = token;
    this.pid = child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    this.api.close();
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /**
   * Ends it as Ctrl-C does.
   *
   * @throws Error when it does not end, or not well
   */
  async close(): Promise<void> {
    if (!this.isAlive) return this.kill();
    this.api.close();
    this.#child.kill('SIGINT');
    const ended = await Promise.race([this.#exited, delay(slowestClose, 'late', { ref: false })]);
    if (ended === 'late') {
      await this.kill();
      throw new Error(`The application did not end within ${slowestClose / 1000} s.`);
    }
    if (this.#child.exitCode !== 0)
      throw new Error(`The application ended with ${this.#child.exitCode ?? 'a signal'}.`);
  }
}
