import type { Activity } from '../../../src-core/api/activity.ts';
import type { NumberedEvent, Snapshot, Status } from '../../../src-core/api/events.ts';
import type { JobRow, Slot } from '../../../src-core/api/job-row.ts';
import type { Progress } from '../../../src-core/job/progress.ts';

/** What the host says is going on, kept up to date by its events. */
export interface LiveState {
  readonly epoch: string;
  /** Number of the last event taken in. */
  readonly seq: number;
  readonly jobs: Readonly<Record<string, JobRow>>;
  /**
   * How far running jobs are. Apart from the rows, so that ten updates a second do not copy or redraw a queue of ten
   * thousand.
   */
  readonly progress: Readonly<Record<string, Progress>>;
  readonly slots: readonly Slot[];
  readonly activities: Readonly<Record<string, Activity>>;
  readonly status: Status;
}

export function fromSnapshot(snapshot: Snapshot): LiveState {
  return {
    epoch: snapshot.epoch,
    seq: snapshot.seq,
    jobs: Object.fromEntries(snapshot.jobs.map((job) => [job.jobId, job])),
    progress: {},
    slots: snapshot.slots,
    activities: Object.fromEntries(snapshot.activities.map((activity) => [activity.activityId, activity])),
    status: snapshot.status,
  };
}

/** Events that are older than the state are skipped; `undefined` means that one was missed: take a new snapshot. */
export function applyEvents(state: LiveState, events: readonly NumberedEvent[]): LiveState | undefined {
  const draft: { -readonly [Key in keyof LiveState]: LiveState[Key] } = { ...state };
  // Each part is copied at most once, however many events there are.
  let jobs: Record<string, JobRow> | undefined;
  let progress: Record<string, Progress> | undefined;
  let activities: Record<string, Activity> | undefined;
  const ownJobs = (): Record<string, JobRow> => (draft.jobs = jobs ??= { ...state.jobs });
  const ownProgress = (): Record<string, Progress> => (draft.progress = progress ??= { ...state.progress });
  const ownActivities = (): Record<string, Activity> =>
    (draft.activities = activities ??= { ...state.activities });
  for (const { epoch, seq, event } of events) {
    if (epoch !== draft.epoch) return undefined;
    if (seq <= draft.seq) continue;
    if (seq !== draft.seq + 1) return undefined;
    draft.seq = seq;
    switch (event.type) {
      case 'job':
        ownJobs()[event.job.jobId] = event.job;
        delete ownProgress()[event.job.jobId];
        break;
      case 'job_removed':
        delete ownJobs()[event.jobId];
        delete ownProgress()[event.jobId];
        break;
      case 'progress':
        ownProgress()[event.jobId] = event.progress;
        break;
      case 'slots':
        draft.slots = event.slots;
        break;
      case 'activity':
        ownActivities()[event.activity.activityId] = event.activity;
        break;
      case 'status':
        draft.status = event.status;
        break;
      default:
        // `logged` and `stale` are for queries, not for this state.
        break;
    }
  }
  return draft;
}
