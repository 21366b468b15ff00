import type { JobState } from '../../../../src-core/job/job-state.ts';
import type { JobDatabase } from '../store/job-database.ts';
import type { JobDependencies } from '../store/job-dependencies.ts';
import type { JobGroups } from '../store/job-groups.ts';

/** A row that refers to one that is not there. */
export interface BrokenReference {
  readonly table: string;
  readonly rowId: number | null;
  readonly parent: string;
}

/** A pending job that waits for something that will not come. */
export interface WrongWait {
  readonly jobId: string;
  readonly name: string;
  /** A job that it waits for and that will not complete; null when its count of them is wrong. */
  readonly lost: {
    readonly jobId: string;
    readonly name: string;
    readonly state: JobState | 'deleted';
  } | null;
}

/** A snapshot of data, with the jobs that can be run again only while its files are there. */
export interface SnapshotUse {
  readonly snapshotId: string;
  readonly jobs: number;
  /** Name of one of them. */
  readonly example: string;
}

/** Asks the database what may be wrong with it, and sets right what can be. */
export class DatabaseCheckup {
  readonly #database: JobDatabase;
  readonly #dependencies: JobDependencies;
  readonly #groups: JobGroups;

  constructor(database: JobDatabase, dependencies: JobDependencies, groups: JobGroups) {
    this.#database = database;
    this.#dependencies = dependencies;
    this.#groups = groups;
  }

  /** What SQLite finds damaged in the file, in its words. */
  damages(): string[] {
    const found = this.#database.prepare('PRAGMA integrity_check(20)').pluck().all() as string[];
    return found.filter((line) => line !== 'ok');
  }

  brokenReferences(): BrokenReference[] {
    return this.#database
      .prepare('SELECT "table", rowid AS rowId, parent FROM pragma_foreign_key_check()')
      .all() as BrokenReference[];
  }

  /** Deletes what belongs to jobs that are gone, and takes jobs out of groups that are. */
  mendReferences(): void {
    this.#database.write(() => {
      for (const sql of [
        'DELETE FROM job_event WHERE job_id NOT IN (SELECT job_id FROM job)',
        'DELETE FROM job_dependency WHERE job_id NOT IN (SELECT job_id FROM job)',
        'UPDATE job SET group_id = NULL WHERE group_id NOT IN (SELECT group_id FROM job_group)',
      ]) {
        this.#database.prepare(sql).run();
      }
    });
  }

  wrongWaits(): WrongWait[] {
    const rows = this.#database
      .prepare(
        `SELECT job.job_id AS jobId, job.name AS name, max(lost.job_id) AS lostId, lost.name AS lostName,
           lost.state AS lostState
         FROM job
         LEFT JOIN (
           SELECT job_dependency.job_id AS waiting_id, after_job_id AS job_id, coalesce(name, 'a job') AS name,
             coalesce(state, 'deleted') AS state
           FROM job_dependency LEFT JOIN job ON job.job_id = after_job_id
           WHERE is_met = 0 AND (state IS NULL OR state IN ('failed', 'cancelled'))) AS lost
           ON lost.waiting_id = job.job_id
         WHERE job.state = 'pending' AND (
           lost.job_id IS NOT NULL
           OR job.blocked_by <> (
             SELECT count(*) FROM job_dependency JOIN job AS other ON other.job_id = after_job_id
             WHERE job_dependency.job_id = job.job_id AND is_met = 0 AND other.state <> 'completed'))
         GROUP BY job.job_id ORDER BY job.job_id`,
      )
      .all() as {
      jobId: string;
      name: string;
      lostId: string | null;
      lostName: string;
      lostState: JobState | 'deleted';
    }[];
    return rows.map(({ jobId, name, lostId, lostName, lostState }) => ({
      jobId,
      name,
      lost: lostId === null ? null : { jobId: lostId, name: lostName, state: lostState },
    }));
  }

  mendWait(jobId: string): void {
    this.#database.write(() => this.#dependencies.repair(jobId, this.#database.now()));
  }

  states(): ReadonlyMap<string, JobState> {
    const rows = this.#database.prepare('SELECT job_id, state FROM job').raw().all() as [string, JobState][];
    return new Map(rows);
  }

  unusedSnapshots(): string[] {
    return this.#database
      .prepare(
        `SELECT snapshot_id FROM dataset_snapshot
         WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.snapshot_id = dataset_snapshot.snapshot_id)`,
      )
      .pluck()
      .all() as string[];
  }

  /** Does nothing to one that a job has come to use meanwhile. */
  forgetSnapshot(snapshotId: string): void {
    this.#database.write(() => this.#database.forgetUnusedSnapshot(snapshotId));
  }

  snapshotUses(): SnapshotUse[] {
    return this.#database
      .prepare(
        `SELECT snapshot_id AS snapshotId, count(*) AS jobs, min(name) AS example FROM job
         WHERE state IN ('pending', 'running', 'completed') GROUP BY snapshot_id ORDER BY snapshot_id`,
      )
      .all() as SnapshotUse[];
  }

  /** Does nothing to one that has come to have jobs meanwhile. */
  forgetEmptyGroup(groupId: string): void {
    this.#database.write(() => this.#groups.forgetEmpty(groupId));
  }

  emptyGroups(): { groupId: string; name: string }[] {
    return this.#database
      .prepare(
        `SELECT group_id AS groupId, name FROM job_group
         WHERE NOT EXISTS (SELECT 1 FROM job WHERE job.group_id = job_group.group_id) ORDER BY group_id`,
      )
      .all() as { groupId: string; name: string }[];
  }
}
