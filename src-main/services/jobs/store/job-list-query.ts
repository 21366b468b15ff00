import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';

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
  const { limit } = filter;
  const { conditions, values } = conditionsOf(filter);
  const index = indexFor(filter);
  const states = (index === 'job_list' ? filter.states : undefined) ?? [undefined];
  const parts = states.map((state) => {
    const all = state === undefined ? conditions : ['state = ?', ...conditions];
    return {
      sql: `SELECT * FROM (SELECT created_at, job_id FROM job INDEXED BY ${index}
        ${all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`} ${newestFirst} LIMIT ?)`,
      values: [...(state === undefined ? [] : [state]), ...values, limit + 1],
    };
  });
  return {
    sql: `SELECT ${columns} FROM job WHERE job_id IN (
        SELECT job_id FROM (${parts.map(({ sql }) => sql).join(' UNION ALL ')}) ${newestFirst} LIMIT ?)
      ${newestFirst}`,
    values: [...parts.flatMap((part) => part.values), limit + 1],
  };
}

const newestFirst = 'ORDER BY created_at DESC, job_id DESC';

/**
 * The index to go through: one that leads to few jobs at once, or one that has all that is asked for, in which the jobs
 * (in `job_list` those of each state) stand in their order. SQLite knows too little of the jobs to choose well.
 */
function indexFor({ groupId, name, states, kind, text, owner }: JobListFilter): string {
  if (groupId !== undefined) return 'job_by_group';
  if (name !== undefined) return 'job_by_name';
  if (states !== undefined) return 'job_list';
  const isByOwnerAlone = owner !== undefined && kind === undefined && (text ?? '') === '';
  return isByOwnerAlone ? 'job_by_owner' : 'job_by_age';
}

/** Each condition takes one value for each `?`, in order. The state is one of them only where no index leads to it. */
function conditionsOf(filter: JobListFilter): { conditions: string[]; values: string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  const where = (condition: string, ...given: readonly string[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const { owner, kind, name, states, createdFrom, createdTo, text, groupId, cursor } = filter;
  if (groupId !== undefined) where('group_id = ?', groupId);
  if (name !== undefined) where('name = ?', name);
  if (states !== undefined && indexFor(filter) !== 'job_list') {
    where(`state IN (${states.map(() => '?').join(', ')})`, ...states);
  }
  if (owner !== undefined) where('created_by = ?', owner);
  if (kind !== undefined) where('kind = ?', kind);
  if (createdFrom !== undefined) where('created_at >= ?', createdFrom);
  // Moments of a day are the day and what begins with "T".
  if (createdTo !== undefined) where('created_at < ?', `${createdTo}U`);
  if (text !== undefined && text !== '') {
    const wanted = inSmallLetters(text);
    // Finds a part in half the time that `instr` takes.
    const pattern = `*${wanted.replaceAll(/[[*?]/g, '[$&]')}*`;
    if (/^[0-9a-f]{1,32}$/.test(wanted)) {
      where('(search_text GLOB ? OR job_id >= ? AND job_id < ?)', pattern, wanted, `${wanted}g`);
    } else where('search_text GLOB ?', pattern);
  }
  if (cursor !== undefined) where('(created_at, job_id) < (?, ?)', ...readCursor(cursor));
  return { conditions, values };
}

/** What text is looked for in. */
export function searchTextOf(job: {
  readonly name: string;
  readonly kind: string;
  readonly modelLabel: string;
}): string {
  return inSmallLetters(`${job.name}\n${job.kind}\n${job.modelLabel}`);
}

/** For SQLite a text ends at a NUL. */
function inSmallLetters(text: string): string {
  return text.toLowerCase().replaceAll('\0', ' ');
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
