import { createHash } from 'node:crypto';
import { watch } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { feedPath } from '../../src-core/feed/feed.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { isoSeconds } from '../../src-core/time/utc.ts';
import { findDayFiles } from '../parquet/day-file-tree.ts';
import { RandomStream } from '../providers/random-stream.ts';
import { BackfillJobStore } from '../store/backfill-job-store.ts';
import type { BackfillJob } from '../store/backfill-job.ts';
import { openCoordinatorDatabase } from '../store/coordinator-database.ts';
import { CoordinatorChild } from './coordinator-child.ts';
import { closesOf } from './parquet-rows.ts';
import { UndisturbedBackfills, type Plan } from './undisturbed-backfills.ts';

const mostPages = 2;
const mostMilliseconds = 300;
const mostChanges = 60;

export interface KillOptions {
  readonly rounds: number;
  /** Which moments are chosen; how far the process has come by then differs from run to run. */
  readonly seed: string;
  /** An empty folder. */
  readonly folder: string;
}

interface JobJson {
  readonly status: string;
  readonly pages_fetched: number;
}

/** What the rounds have seen, to show that they hit something. */
export interface KillReport {
  readonly rounds: number;
  readonly backfills: number;
  /** Kills that left a backfill unfinished, and those of them that left a half-written file. */
  readonly interrupted: number;
  readonly halfWritten: number;
  /** Whole downloads while files were being rewritten. */
  readonly downloads: number;
}

/**
 * Kills a coordinator in the middle of its backfills, again and again, and looks after each kill at what it left: every
 * day file has the very bytes that an undisturbed backfill has after the page that the cursor stands at, or after the
 * next one; cursor, pages and records are those of that page. A download meanwhile gets one of the versions whole. At
 * its end each backfill holds what its provider has.
 *
 * @throws Error that says what is wrong
 */
export async function killBackfills(options: KillOptions): Promise<KillReport> {
  const rounds = new KillRounds(options, await UndisturbedBackfills.prepare(options.folder));
  try {
    return await rounds.run();
  } finally {
    await rounds.close();
  }
}

class KillRounds {
  readonly #options: KillOptions;
  readonly #undisturbed: UndisturbedBackfills;
  readonly #random: RandomStream;
  readonly #data: string;
  readonly #root: string;
  readonly #seen = new Set<string>();
  #child: CoordinatorChild | undefined;
  #plan: Plan | undefined;
  #jobId = '';
  #backfills = 0;
  #downloads = 0;

  constructor(options: KillOptions, undisturbed: UndisturbedBackfills) {
    this.#options = options;
    this.#undisturbed = undisturbed;
    this.#random = new RandomStream(options.seed);
    this.#data = join(options.folder, 'data');
    this.#root = join(this.#data, 'backfill');
  }

  async close(): Promise<void> {
    await this.#child?.kill();
    this.#undisturbed.close();
  }

  async run(): Promise<KillReport> {
    let interrupted = 0;
    let halfWritten = 0;
    for (let round = 1; round <= this.#options.rounds; round++) {
      await this.#startWithBackfill();
      await Promise.all([this.#killLater(), this.#downloadUntilKilled()]);
      const { job, remains } = await this.#checkWhatIsLeft(round);
      if (job.status === 'completed') await this.#checkCompleted(job);
      else interrupted += 1;
      if (remains > 0) halfWritten += 1;
    }
    if (this.#plan !== undefined) {
      await this.#startWithBackfill();
      await this.#until(() => false);
      await this.#child?.kill();
      const { job, remains } = await this.#checkWhatIsLeft(this.#options.rounds + 1);
      demand(remains === 0, `${remains} temporary files are left`);
      await this.#checkCompleted(job);
    }
    return {
      rounds: this.#options.rounds,
      backfills: this.#backfills,
      interrupted,
      halfWritten,
      downloads: this.#downloads,
    };
  }

  /** Starts the coordinator, which goes on with what it was doing, or else gets the next backfill to do. */
  async #startWithBackfill(): Promise<void> {
    const isNew = this.#plan === undefined;
    const [child, plan] = await Promise.all([
      CoordinatorChild.start(this.#undisturbed.feedsFile, this.#data),
      this.#plan ?? this.#undisturbed.next(),
    ]);
    this.#child = child;
    this.#plan = plan;
    if (!isNew) return;
    const { feed, startSeconds, endSeconds } = plan;
    const response = await fetch(`${this.#child.url}/reports/backfill`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...feed, start: isoSeconds(startSeconds), end: isoSeconds(endSeconds) }),
    });
    demand(response.status === 201, `a new backfill was answered with ${response.status}`);
    this.#jobId = ((await response.json()) as { id: string }).id;
    this.#backfills += 1;
  }

  /** Some pages later: after a random time, or at a random change of a file, be it a temporary one or a new name. */
  async #killLater(): Promise<void> {
    const pages = Math.floor(this.#random.uniform() * (mostPages + 1));
    const milliseconds = this.#random.uniform() * mostMilliseconds;
    const isByChange = this.#random.uniform() < 0.5;
    const changes = Math.ceil(this.#random.uniform() * mostChanges);
    const before = (await this.#job()).pages_fetched;
    await this.#until((job) => job.pages_fetched >= before + pages);
    const life = new AbortController();
    const longest = delay(milliseconds, undefined, { signal: life.signal });
    if (isByChange) {
      let seen = 0;
      const watcher = watch(this.#root, { recursive: true }, () => {
        seen += 1;
        if (seen === changes) life.abort();
      });
      watcher.on('error', () => {});
      await longest.catch(() => {});
      watcher.close();
    } else {
      await longest;
    }
    await this.#child?.kill();
  }

  /** Takes files that may be rewritten at the moment; what comes must be one of the versions that there are to be. */
  async #downloadUntilKilled(): Promise<void> {
    const paths = this.#plan?.paths ?? [];
    for (;;) {
      // About where the backfill stands: the newest file is the one that the next page writes again.
      const newest = paths.filter((known) => this.#seen.has(known)).length;
      const path = paths[Math.max(0, newest - 3 + Math.floor(Math.random() * 4))] ?? paths[0] ?? '';
      let status: number;
      let bytes: Uint8Array;
      try {
        const response = await fetch(`${this.#child?.url}/data/backfill/${path}`);
        status = response.status;
        bytes = await response.bytes();
      } catch {
        // The connection broke: it was killed.
        return;
      }
      if (status === 429) {
        await delay(50);
      } else if (status === 404) {
        demand(!this.#seen.has(path), `${path} was there and is not any more`);
      } else {
        demand(status === 200, `${path} was answered with ${status}`);
        const hash = createHash('sha256').update(bytes).digest('hex');
        demand(this.#undisturbed.versions.get(path)?.has(hash) === true, `${path} was sent torn`);
        this.#seen.add(path);
        this.#downloads += 1;
      }
    }
  }

  async #checkWhatIsLeft(round: number): Promise<{ job: BackfillJob; remains: number }> {
    const plan = this.#plan;
    const job = await this.#storedJob();
    if (plan === undefined || job === undefined)
      throw new Error(`round ${round}: the backfill is not stored`);
    const page = job.pagesFetched;
    const where = `round ${round}, ${feedPath(plan.feed)}, page ${page}`;
    demand(job.status !== 'failed', `${where}: it failed: ${job.error}`);
    demand(
      job.cursorSeconds === plan.cursors[page],
      `${where}: the cursor is at ${isoSeconds(job.cursorSeconds)}`,
    );
    demand(job.recordsWritten === plan.records[page], `${where}: ${job.recordsWritten} records are counted`);
    const found = await findDayFiles(this.#root);
    const known = new Set(
      found.flatMap(({ names }) => (names === undefined ? [] : [dayFilePath(names.feed, names.day)])),
    );
    for (const path of known) {
      demand(this.#undisturbed.versions.has(path), `${where}: ${path} should not be there`);
    }
    for (const path of plan.paths) {
      const hash = known.has(path) ? sha256Of(await readFile(join(this.#root, path))) : undefined;
      const allowed = [plan.states[page]?.get(path), (plan.states[page + 1] ?? plan.states[page])?.get(path)];
      demand(allowed.includes(hash), `${where}: ${path} is neither as before the page nor as after it`);
    }
    return { job, remains: found.length - known.size };
  }

  /** From a copy of the database: opening it would change what the next start finds. */
  async #storedJob(): Promise<BackfillJob | undefined> {
    const data = this.#data;
    const copy = join(this.#options.folder, 'copy');
    await mkdir(copy);
    for (const name of await readdir(data)) {
      if (name.startsWith('coordinator.sqlite')) await cp(join(data, name), join(copy, name));
    }
    const database = openCoordinatorDatabase(join(copy, 'coordinator.sqlite'));
    try {
      return new BackfillJobStore(database, Date.now).get(this.#jobId);
    } finally {
      database.close();
      await rm(copy, { recursive: true });
    }
  }

  async #checkCompleted(job: BackfillJob): Promise<void> {
    const plan = this.#plan;
    this.#plan = undefined;
    demand(plan !== undefined && job.status === 'completed', 'the backfill has not completed');
    demand(job.pagesFetched === plan.cursors.length - 1, 'the backfill completed before its end');
    for (const path of plan.paths) {
      const rows = await closesOf(join(this.#root, path));
      demand(
        isDeepStrictEqual(rows, this.#undisturbed.truthOf(path)),
        `${path} does not hold what its provider has`,
      );
    }
  }

  /** Waits until the backfill has ended or is as far as that. */
  async #until(isFarEnough: (job: JobJson) => boolean): Promise<void> {
    for (;;) {
      const job = await this.#job();
      if (isFarEnough(job) || !['pending', 'running'].includes(job.status)) return;
      await delay(10);
    }
  }

  async #job(): Promise<JobJson> {
    const response = await fetch(`${this.#child?.url}/reports/backfill/jobs/${this.#jobId}`);
    return (await response.json()) as JobJson;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function demand(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
