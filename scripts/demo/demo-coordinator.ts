import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';

const entry = fileURLToPath(new URL('../../src-coordinator/coordinator-process.ts', import.meta.url));
const pollMilliseconds = 100;

const jobSchema = z.object({
  id: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'failed']),
  cursor_ts: z.string(),
  records_written: z.int(),
  error: z.string().nullable(),
});
export type BackfillJob = z.infer<typeof jobSchema>;

/** The reference coordinator as a process of its own; it also ends when this process does. */
export class DemoCoordinator {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Starts it on a free port, with made-up candles as its only feed. */
  static async start(folder: string, feed: Feed): Promise<DemoCoordinator> {
    const config = join(folder, 'feeds.json');
    const provider = { type: 'synthetic', seed: 7, initial_price: 40_000, annual_volatility: 0.6 };
    writeFileSync(config, `${JSON.stringify({ feeds: [{ ...feed, provider }] }, null, 2)}\n`);
    const log = join(folder, 'coordinator');
    const { API_KEY: _key, API_READ_AUTH: _readAuth, ...env } = process.env;
    const child = spawn(
      process.execPath,
      [entry, '--config', config, '--data', log, '--port', '0', '--exit-with-stdin'],
      { stdio: ['pipe', 'pipe', 'pipe'], env },
    );
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const ended = once(child, 'close').then(() => {
      throw new HindcastError('INTERNAL', `The coordinator did not start: ${errors.trim()}`);
    });
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return new DemoCoordinator((JSON.parse(line) as { url: string }).url, child);
  }

  /**
   * Asks for the candles of `start <= time < end` and waits until they are there.
   *
   * @param start and `end` as ISO dates, UTC
   */
  async backfill(
    feed: Feed,
    start: string,
    end: string,
    onProgress: (job: BackfillJob) => void,
  ): Promise<BackfillJob> {
    const body = JSON.stringify({ ...feed, start, end });
    const headers = { 'content-type': 'application/json' };
    let job = await this.#request('/reports/backfill', { method: 'POST', headers, body });
    while (job.status !== 'completed') {
      if (job.status === 'failed') {
        throw new HindcastError('INTERNAL', `The backfill failed: ${job.error}`);
      }
      onProgress(job);
      await sleep(pollMilliseconds);
      job = await this.#request(`/reports/backfill/jobs/${job.id}`);
    }
    return job;
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.stdin?.end();
    await closed;
  }

  async #request(path: string, init: RequestInit = {}): Promise<BackfillJob> {
    const response = await fetch(`${this.url}${path}`, init);
    if (!response.ok) {
      throw new HindcastError(
        'INTERNAL',
        `The coordinator answered ${response.status}: ${await response.text()}`,
      );
    }
    return jobSchema.parse(await response.json());
  }
}
