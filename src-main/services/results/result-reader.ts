import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home/home.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import { openResult, type StoredResult } from './result-store.ts';

interface Known {
  readonly stamp: string;
  readonly result: StoredResult;
}

const mostKnown = 64;

/**
 * Opens results for whoever looks at them again and again: the files of a result are checked against their hashes once,
 * and again only when a name, a size or a time of change is another one.
 */
export class ResultReader {
  readonly #home: Home;
  readonly #store: Pick<JobStore, 'find'>;
  /** In order of last use. */
  readonly #known = new Map<string, Known>();
  readonly #opening = new Map<string, Promise<StoredResult>>();

  constructor(home: Home, store: Pick<JobStore, 'find'>) {
    this.#home = home;
    this.#store = store;
  }

  /** @throws HindcastError `UNKNOWN_JOB`, or as {@link openResult} */
  async open(jobId: string): Promise<StoredResult> {
    const underWay = this.#opening.get(jobId);
    if (underWay !== undefined) return underWay;
    const opening = this.#open(jobId);
    this.#opening.set(jobId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(jobId);
    }
  }

  async #open(jobId: string): Promise<StoredResult> {
    const job = this.#store.find(jobId);
    const known = this.#known.get(jobId);
    this.#known.delete(jobId);
    // Taken before the files are read: one that changes meanwhile is read again next time.
    const stamp = await stampOf(join(this.#home.results, jobId));
    const isKnown = job.state === 'completed' && known !== undefined && known.stamp === stamp;
    const result = isKnown ? known.result : await openResult(this.#home, job);
    this.#remember(jobId, { stamp, result });
    return result;
  }

  #remember(jobId: string, known: Known): void {
    this.#known.set(jobId, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKnown) return;
      this.#known.delete(oldest);
    }
  }
}

/** What tells one state of a folder from another without reading its files; empty for a folder that is not there. */
async function stampOf(folder: string): Promise<string> {
  const names: string[] = await readdir(folder).catch(() => []);
  const stamps = await Promise.all(
    names.sort().map(async (name) => {
      const { size, mtimeMs, ino } = await stat(join(folder, name));
      return `${name}:${size}:${mtimeMs}:${ino}`;
    }),
  ).catch(() => []);
  return stamps.join('\n');
}
