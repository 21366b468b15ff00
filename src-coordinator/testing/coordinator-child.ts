import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../coordinator-process.ts', import.meta.url));
const keptLog = 4_000;

/** A coordinator as a process of its own, to be killed. */
export class CoordinatorChild {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Resolves when it listens; throws with the end of its log when it ends instead. */
  static async start(configFile: string, dataFolder: string): Promise<CoordinatorChild> {
    const { API_KEY: _key, ...env } = process.env;
    const parameters = [
      entry,
      '--config',
      configFile,
      '--data',
      dataFolder,
      '--port',
      '0',
      '--exit-with-stdin',
    ];
    const child = spawn(process.execPath, parameters, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-keptLog)));
    const ended = once(child, 'close').then(() => {
      throw new Error(`the coordinator ended before it listened: ${log}`);
    });
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
    ended.catch(() => {});
    return new CoordinatorChild(child, (JSON.parse(line) as { url: string }).url);
  }

  /** Ends it as a power cut of the process would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
