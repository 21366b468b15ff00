import { randomUUID } from 'node:crypto';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';
import type { JobDatabase } from './job-database.ts';

/** Jobs that were queued together, as one. Rule Q12. */
export interface JobGroup {
  readonly groupId: string;
  readonly name: string;
  readonly createdBy: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly counts: Record<JobState, number>;
  /** In [0, 1]: the mean over its jobs, one that has ended counting as done. */
  readonly fraction: number;
}

/** The groups of the queue. */
export class JobGroups {
  readonly #database: JobDatabase;

  constructor(database: JobDatabase) {
    this.#database = database;
  }

  /** @returns the id of the new group, which is seen once it has a job */
  create(name: string, actor: string): string {
    const groupId = randomUUID();
    this.#database.write(() =>
      this.#database
        .prepare('INSERT INTO job_group (group_id, name, created_by, created_at) VALUES (?, ?, ?, ?)')
        .run(groupId, name, actor, this.#database.now()),
    );
    return groupId;
  }

  /** Whether there is a group of this id, be it without a job yet. */
  has(groupId: string): boolean {
    return this.#database.prepare('SELECT 1 FROM job_group WHERE group_id = ?').get(groupId) !== undefined;
  }

  /** Every group that has jobs, newest first. */
  list(): JobGroup[] {
    return (
      this.#database.prepare(`${selectGroups} GROUP BY group_id ${newestFirst}`).all() as GroupRow[]
    ).map(readGroup);
  }

  /**
   * The group of this id, or the only one of this name.
   *
   * @throws HindcastError `BAD_INPUT` when there is none or there are several
   */
  find(idOrName: string): JobGroup {
    const only = this.#only(idOrName);
    if (only !== undefined) return only;
    throw new HindcastError(
      'BAD_INPUT',
      `There is no group "${idOrName}". "hindcast jobs groups" shows the groups there are.`,
    );
  }

  /**
   * The id of the group of this id, or of the only one of this name, or of a new one of this name.
   *
   * @throws HindcastError `BAD_INPUT` when there are several
   */
  findOrCreate(idOrName: string, actor: string): string {
    return this.#database.write(() => this.#only(idOrName)?.groupId ?? this.create(idOrName, actor));
  }

  /** The jobs of a group that have not ended. */
  openJobIds(groupId: string): string[] {
    return this.#database
      .prepare(
        `SELECT job_id FROM job INDEXED BY job_by_group WHERE group_id = ? AND state IN ('pending', 'running')
         ORDER BY start_order, job_id`,
      )
      .pluck()
      .all(groupId) as string[];
  }

  /** Forgets a group that has no job any more; call it in the transaction that took the job away. */
  forgetEmpty(groupId: string): void {
    this.#database
      .prepare(
        'DELETE FROM job_group WHERE group_id = ? AND NOT EXISTS (SELECT 1 FROM job WHERE job.group_id = job_group.group_id)',
      )
      .run(groupId);
  }

  #only(idOrName: string): JobGroup | undefined {
    const rows = this.#database
      .prepare(
        `${selectGroups} WHERE group_id = ? OR job_group.name = ? GROUP BY group_id ${newestFirst} LIMIT 2`,
      )
      .all(idOrName, idOrName) as GroupRow[];
    if (rows.length > 1) {
      throw new HindcastError(
        'BAD_INPUT',
        `Several groups are named "${idOrName}". Give the id, as "hindcast jobs groups" shows it.`,
      );
    }
    return rows.map(readGroup)[0];
  }
}

interface GroupRow extends Record<JobState, number> {
  group_id: string;
  name: string;
  created_by: string;
  created_at: string;
  fraction: number;
}

const selectGroups = `SELECT job_group.group_id AS group_id, job_group.name AS name,
    job_group.created_by AS created_by, job_group.created_at AS created_at,
    sum(state = 'pending') AS pending, sum(state = 'running') AS running, sum(state = 'completed') AS completed,
    sum(state = 'failed') AS failed, sum(state = 'cancelled') AS cancelled,
    avg(CASE WHEN state IN ('pending', 'running') THEN fraction ELSE 1 END) AS fraction
  FROM job_group JOIN job USING (group_id)`;
const newestFirst = 'ORDER BY job_group.created_at DESC, group_id';

function readGroup(row: GroupRow): JobGroup {
  const { pending, running, completed, failed, cancelled } = row;
  return {
    groupId: row.group_id,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at,
    counts: { pending, running, completed, failed, cancelled },
    fraction: row.fraction,
  };
}
