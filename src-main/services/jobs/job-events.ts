import type { JobRow } from '../../../src-core/api/job-row.ts';
import { isTerminal } from '../../../src-core/job/job-state.ts';
import type { Progress } from '../../../src-core/job/progress.ts';
import type { EventHub } from '../api/event-hub.ts';
import type { JobListFilter } from './store/job-list-query.ts';
import type { JobLists } from './store/job-lists.ts';

export interface JobEventsParts {
  readonly lists: JobLists;
  readonly hub: EventHub;
  /** Hears of every job that has ended, wherever it ran, after the event that says so. */
  readonly onEnded: (job: JobRow) => void;
  /** Hears that jobs have changed, after the events that say so. */
  readonly onChange: () => void;
}

/**
 * Turns what changes in the database, whoever changed it, into events, and knows the jobs as the events up to now
 * describe them.
 */
export class JobEvents {
  readonly #parts: JobEventsParts;
  /** Progress of running jobs as it was last published: the database only hears of it now and then. */
  readonly #progress = new Map<string, Progress>();
  readonly #unended: Set<string>;
  readonly #unsubscribe: () => void;
  /** Every job as it was when it last changed: reading ten thousand takes a tenth of a second. */
  #rows: readonly JobRow[] | undefined;
  #lastChange: number;
  #isPublishing = false;

  constructor(parts: JobEventsParts) {
    this.#parts = parts;
    const { lists, hub } = parts;
    this.#lastChange = lists.lastChange();
    this.#unended = new Set(lists.unendedJobIds());
    this.#unsubscribe = hub.subscribe(({ event }) => {
      if (event.type === 'progress') this.#progress.set(event.jobId, event.progress);
    });
  }

  /** Every job, newest first. Publishes what is not yet told first, so that the hub's number afterwards fits. */
  rows(): JobRow[] {
    this.publishChanges();
    this.#rows ??= this.#parts.lists.rows();
    return this.#rows.map((row) => this.#asTold(row));
  }

  /** One job of {@link rows}. */
  row(jobId: string): JobRow | undefined {
    this.publishChanges();
    const row = this.#parts.lists.row(jobId);
    return row === undefined ? undefined : this.#asTold(row);
  }

  /** A page of jobs, as {@link rows} describes them. */
  page(filter: JobListFilter): { jobs: JobRow[]; nextCursor: string | null } {
    this.publishChanges();
    const { rows, nextCursor } = this.#parts.lists.page(filter);
    return { jobs: rows.map((row) => this.#asTold(row)), nextCursor };
  }

  /** Publishes an event for every job that has changed since this was last called. */
  publishChanges(): void {
    // A listener that changes a job comes back here; the loop that called it takes that up.
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    try {
      let hasChanged = false;
      const next = (): ReturnType<JobLists['changesAfter']> =>
        this.#parts.lists.changesAfter(this.#lastChange);
      for (let changes = next(); changes.length > 0; changes = next()) {
        hasChanged = true;
        this.#rows = undefined;
        for (const { change, jobId } of changes) {
          this.#lastChange = change;
          this.#publish(jobId);
        }
      }
      if (hasChanged) this.#parts.onChange();
    } finally {
      this.#isPublishing = false;
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  #publish(jobId: string): void {
    const { lists, hub, onEnded } = this.#parts;
    const row = lists.row(jobId);
    if (row?.state !== 'running') {
      hub.dropProgress(jobId);
      this.#progress.delete(jobId);
    }
    if (row === undefined) {
      this.#unended.delete(jobId);
      hub.publish({ type: 'job_removed', jobId });
      return;
    }
    hub.publish({ type: 'job', job: this.#asTold(row) });
    if (!isTerminal(row.state)) this.#unended.add(jobId);
    else if (this.#unended.delete(jobId)) onEnded(row);
  }

  #asTold(row: JobRow): JobRow {
    const progress = row.state === 'running' ? this.#progress.get(row.jobId) : undefined;
    return progress === undefined ? row : { ...row, progress };
  }
}
