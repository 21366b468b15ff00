import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { unknownJob, type JobDatabase } from './job-database.ts';
import type { JobRecord } from './job-record.ts';
import { cursorAfter, listQuery, type JobListFilter } from './job-list-query.ts';
import type { JobPage } from './job-store.ts';
import { readStoredJob, type StoredJob } from './stored-job.ts';

/** Finds jobs by the beginning of their id, and pages through lists of them. */
export class JobSearch {
  readonly #database: JobDatabase;

  constructor(database: JobDatabase) {
    this.#database = database;
  }

  find(prefix: string): JobRecord {
    const wanted = prefix.toLowerCase();
    if (!/^[0-9a-f]{1,32}$/.test(wanted)) {
      throw new HindcastError(
        'BAD_INPUT',
        `"${prefix}" is not a job id. Give the id, or its first characters, as "hindcast jobs list" shows it.`,
      );
    }
    const rows = this.#database
      .prepare('SELECT * FROM job WHERE job_id >= ? AND job_id < ? ORDER BY job_id LIMIT 6')
      .all(wanted, `${wanted}g`) as StoredJob[];
    const [only, ...others] = rows;
    if (only === undefined) throw unknownJob(prefix);
    if (others.length > 0) {
      const ids = rows.map((row) => row.job_id.slice(0, Math.max(12, wanted.length + 2)));
      throw new HindcastError(
        'BAD_INPUT',
        `Several jobs start with "${prefix}": ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}. Give more characters.`,
      );
    }
    return readStoredJob(only);
  }

  list(filter: JobListFilter): JobPage {
    const { sql, values } = listQuery(filter, '*');
    const stored = this.#database.prepare(sql).all(...values) as StoredJob[];
    const page = stored.slice(0, filter.limit);
    return { jobs: page.map(readStoredJob), nextCursor: cursorAfter(page, stored.length) };
  }
}
