import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { JobState } from '../../../src-core/job/job-state.ts';

/** Which jobs to list: those that are all of what is given. Rule Q34. */
export interface JobListFilter {
  readonly owner?: string | undefined;
  readonly kind?: string | undefined;
  /** The whole name. */
  readonly name?: string | undefined;
  readonly states?: readonly JobState[] | undefined;
  /** First and last day of creation, `YYYY-MM-DD`, UTC, both included. */
  readonly createdFrom?: string | undefined;
  readonly createdTo?: string | undefined;
  /** Part of the name, the kind or the model's file name, or the beginning of the id, whatever the case. */
  readonly text?: string | undefined;
  readonly groupId?: string | undefined;
  readonly limit: number;
  /** Where the previous page ended. */
  readonly cursor?: string | undefined;
}

interface ListQuery {
  /** Asks for one row more than the page has, which says whether another page follows. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/**
 * The statement that lists jobs, newest first.
 *
 * @param columns what to read of each; `created_at` and `job_id` among them
 * @throws HindcastError `BAD_INPUT` for a cursor that is none
 */
export function listQuery(filter: JobListFilter, columns: string): ListQuery {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const where = (condition: string, ...given: string[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const { owner, kind, name, states, createdFrom, createdTo, text, groupId, cursor } = filter;
  if (owner !== undefined) where('created_by = ?', owner);
  if (kind !== undefined) where('kind = ?', kind);
  if (name !== undefined) where('name = ?', name);
  if (states !== undefined) where(`state IN (${states.map(() => '?').join(', ')})`, ...states);
  if (createdFrom !== undefined) where('created_at >= ?', createdFrom);
  // Moments of a day sort after the day and before the day with a letter behind it that sorts after "T".
  if (createdTo !== undefined) where('created_at < ?', `${createdTo}U`);
  if (groupId !== undefined) where('group_id = ?', groupId);
  if (text !== undefined && text !== '') {
    const wanted = text.toLowerCase();
    where(
      '(instr(lower(name), ?) > 0 OR instr(lower(model_label), ?) > 0 OR instr(kind, ?) > 0 OR job_id >= ? AND job_id < ?)',
      wanted,
      wanted,
      wanted,
      wanted,
      `${wanted}g`,
    );
  }
  if (cursor !== undefined) where('(created_at, job_id) < (?, ?)', ...readCursor(cursor));
  const condition = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return {
    sql: `SELECT ${columns} FROM job ${condition} ORDER BY created_at DESC, job_id DESC LIMIT ?`,
    values: [...values, filter.limit + 1],
  };
}

/** Where the next page begins; null after the last one. */
export function cursorAfter(
  page: readonly { readonly created_at: string; readonly job_id: string }[],
  found: number,
): string | null {
  const last = page.at(-1);
  return last === undefined || found === page.length ? null : `${last.created_at}_${last.job_id}`;
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
