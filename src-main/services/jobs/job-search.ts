import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { unknownJob, type JobDatabase } from './job-database.ts';
import type { JobRecord } from './job-record.ts';
import type { JobListFilter, JobPage } from './job-store.ts';
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
    const conditions: string[] = [];
    const values: (string | number)[] = [];
    if (filter.states !== undefined) {
      conditions.push(`state IN (${filter.states.map(() => '?').join(', ')})`);
      values.push(...filter.states);
    }
    if (filter.text !== undefined) {
      conditions.push(`(instr(lower(name), ?) > 0 OR instr(kind, ?) > 0 OR job_id >= ? AND job_id < ?)`);
      const text = filter.text.toLowerCase();
      values.push(text, text, text, `${text}g`);
    }
    if (filter.cursor !== undefined) {
      conditions.push('(created_at, job_id) < (?, ?)');
      values.push(...readCursor(filter.cursor));
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows = this.#database
      .prepare(`SELECT * FROM job ${where} ORDER BY created_at DESC, job_id DESC LIMIT ?`)
      .all(...values, filter.limit + 1) as StoredJob[];
    const page = rows.slice(0, filter.limit);
    const last = page.at(-1);
    return {
      jobs: page.map(readStoredJob),
      nextCursor:
        rows.length > page.length && last !== undefined ? `${last.created_at}_${last.job_id}` : null,
    };
  }
}

function readCursor(cursor: string): [string, string] {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f]{32})$/.exec(cursor);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new HindcastError(
      'BAD_INPUT',
      `"${cursor}" is not a cursor. Use the one that the previous page gave.`,
    );
  }
  return [match[1], match[2]];
}
