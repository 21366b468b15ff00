import type { QueueStats } from '../../../../src-core/api/contract/queue.ts';
import type { ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { daysBefore } from '../days-before.ts';
import type { JobDatabase } from './job-database.ts';

/** How many days are shown one by one. */
const shownDays = 14;
const recentDays = 7;

/** What would go if jobs were kept for some time. */
export interface RetentionPreview {
  readonly count: number;
  /** Size of the files of their results, as far as it is known. */
  readonly bytes: number;
  /** ISO 8601, UTC; null when none would go. */
  readonly oldest: string | null;
}

/** Figures of the queue, as the database has them. */
export class QueueStatistics {
  readonly #database: JobDatabase;

  constructor(database: JobDatabase) {
    this.#database = database;
  }

  /** Everything but what only the process knows that runs jobs. */
  read(): Omit<QueueStats, 'paused' | 'workers'> {
    const since = this.#daysAgo(recentDays);
    return {
      depth: this.depth(),
      waitSeconds: this.#times('wait_seconds', 'retries = 0', since),
      runSeconds: this.#times('run_seconds', "state = 'completed'", since),
      failures: this.#failures(since),
      retries: this.#retries(since),
      days: this.#days(),
    };
  }

  /** What keeping jobs for so many days, 0 being for ever, would delete now. Rule Q35. */
  retentionPreview(days: number): RetentionPreview {
    if (days === 0) return { count: 0, bytes: 0, oldest: null };
    return this.#database
      .prepare(
        `SELECT count(*) AS count, coalesce(sum(result_bytes), 0) AS bytes, min(completed_at) AS oldest
         FROM job WHERE completed_at < ? AND pinned = 0`,
      )
      .get(this.#daysAgo(days)) as RetentionPreview;
  }

  /** How many jobs wait, for what, and how many run. */
  depth(): QueueStats['depth'] {
    // Each is counted in an index of its own, which SQLite does not choose by itself, however many jobs wait.
    const count = (index: string, condition: string, ...values: string[]): number =>
      this.#database
        .prepare(`SELECT count(*) FROM job INDEXED BY ${index} WHERE ${condition}`)
        .pluck()
        .get(...values) as number;
    const now = this.#database.now();
    const open = "state = 'pending' AND blocked_by = 0 AND not_before";
    const pending = count('job_pending', "state = 'pending'");
    const scheduled = count('job_scheduled', `${open} IS NOT NULL AND not_before > ?`, now);
    const due = count('job_scheduled', `${open} IS NOT NULL AND not_before <= ?`, now);
    const ready = count('job_pending', "state = 'pending' AND is_held = 0") + due;
    const running = count('job_list', "state = 'running'");
    return { ready, scheduled, blocked: pending - ready - scheduled, running };
  }

  /** How long ended jobs took for something. SQLite sorts what it has faster than it hands it out. */
  #times(column: string, condition: string, since: string): QueueStats['waitSeconds'] {
    const statement = this.#database.prepare(
      `SELECT count(*) AS count, percentile_disc(${column}, 0.5) AS median, percentile_disc(${column}, 0.9) AS p90
       FROM job INDEXED BY job_by_end
       WHERE completed_at >= ? AND completed_at IS NOT NULL AND ${column} IS NOT NULL AND ${condition}`,
    );
    type Times = QueueStats['waitSeconds']['all'];
    return { last7Days: statement.get(since) as Times, all: statement.get('') as Times };
  }

  #failures(since: string): QueueStats['failures'] {
    return this.#database
      .prepare(
        `SELECT error_code AS code, sum(completed_at >= ?) AS last7Days, count(*) AS "all" FROM job
         WHERE completed_at IS NOT NULL AND error_code IS NOT NULL
         GROUP BY error_code ORDER BY "all" DESC, code`,
      )
      .all(since) as { code: ErrorCode; last7Days: number; all: number }[];
  }

  #retries(since: string): QueueStats['retries'] {
    return this.#database
      .prepare(
        `SELECT coalesce(sum(retries), 0) AS "all", coalesce(sum(retries) FILTER (WHERE isRecent), 0) AS last7Days
         FROM (
           SELECT retries, completed_at >= ? AS isRecent FROM job INDEXED BY job_by_end WHERE completed_at IS NOT NULL
           UNION ALL SELECT retries, 1 FROM job INDEXED BY job_list WHERE state = 'running'
           UNION ALL SELECT retries, 1 FROM job INDEXED BY job_scheduled
             WHERE state = 'pending' AND blocked_by = 0 AND not_before IS NOT NULL)`,
      )
      .get(since) as QueueStats['retries'];
  }

  /** Each day is a range of two indexes; to group by a part of each moment takes several times as long. */
  #days(): QueueStats['days'] {
    const created = this.#database
      .prepare('SELECT count(*) FROM job INDEXED BY job_by_age WHERE created_at >= ? AND created_at < ?')
      .pluck();
    const ended = this.#database.prepare(
      `SELECT count(*) FILTER (WHERE state = 'completed') AS completed,
         count(*) FILTER (WHERE state = 'failed') AS failed,
         count(*) FILTER (WHERE state = 'cancelled') AS cancelled
       FROM job INDEXED BY job_by_end WHERE completed_at >= ? AND completed_at < ? AND completed_at IS NOT NULL`,
    );
    const dayAgo = (days: number): string => this.#daysAgo(days).slice(0, 10);
    return Array.from({ length: shownDays }, (_, index) => {
      const ago = shownDays - 1 - index;
      const range = [dayAgo(ago), dayAgo(ago - 1)] as const;
      type Ended = Omit<QueueStats['days'][number], 'day' | 'created'>;
      return {
        day: range[0],
        created: created.get(...range) as number,
        ...(ended.get(...range) as Ended),
      };
    });
  }

  #daysAgo(days: number): string {
    return daysBefore(new Date(this.#database.milliseconds()), days).toISOString();
  }
}
