import { randomUUID } from 'node:crypto';
import type { Activity } from '../../../src-core/api/activity.ts';
import { HindcastError, toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../jobs/clock.ts';

/** How work reports on itself; `fraction` in [0, 1], null when unknown. */
export type ReportActivity = (fraction: number | null, message: string) => void;

export interface ActivityRequest {
  readonly kind: Activity['kind'];
  readonly title: string;
  readonly subject: string;
  /** The work; rejects with `CANCELLED` when the signal is aborted, or when it was cancelled elsewhere. What it resolves to becomes the result. */
  readonly run: (signal: AbortSignal, report: ReportActivity) => Promise<Activity['result']>;
}

/** Reports of one activity are passed on at most this often. */
const reportMilliseconds = 100;

/** Everything long that is not a job: started, followed, cancelled here. Ended activities stay until dismissed. */
export class ActivityLog {
  readonly #clock: Clock;
  readonly #onChange: (activity: Activity) => void;
  readonly #activities = new Map<string, Activity>();
  readonly #controllers = new Map<string, AbortController>();
  readonly #running = new Set<Promise<void>>();

  constructor(clock: Clock, onChange: (activity: Activity) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  list(): Activity[] {
    return [...this.#activities.values()];
  }

  /** Starts work and returns at once. */
  start(request: ActivityRequest): Activity {
    const { kind, title, subject } = request;
    const activity: Activity = {
      activityId: randomUUID(),
      kind,
      title,
      subject,
      state: 'running',
      fraction: null,
      message: '',
      startedAt: this.#clock.now().toISOString(),
      endedAt: null,
      error: null,
      result: null,
    };
    const controller = new AbortController();
    this.#controllers.set(activity.activityId, controller);
    this.#change(activity);
    const run = this.#run(activity.activityId, request, controller.signal);
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
    return activity;
  }

  /**
   * Asks an activity to stop; one that has ended stays as it is.
   *
   * @throws HindcastError `UNKNOWN_ACTIVITY`
   */
  cancel(activityId: string): Activity {
    const activity = this.#get(activityId);
    this.#controllers.get(activityId)?.abort();
    return activity;
  }

  /**
   * Takes an ended activity off the list.
   *
   * @throws HindcastError `UNKNOWN_ACTIVITY`; `BAD_INPUT` while it runs
   */
  dismiss(activityId: string): void {
    if (this.#get(activityId).state === 'running') {
      throw new HindcastError('BAD_INPUT', 'It is still running. Cancel it first.');
    }
    this.#activities.delete(activityId);
  }

  /** Stops everything and waits until it has stopped. */
  async close(): Promise<void> {
    for (const controller of this.#controllers.values()) controller.abort();
    await Promise.all(this.#running);
  }

  async #run(activityId: string, request: ActivityRequest, signal: AbortSignal): Promise<void> {
    let reportedAt = Number.NEGATIVE_INFINITY;
    const report: ReportActivity = (fraction, message) => {
      const before = this.#get(activityId);
      const after: Activity = { ...before, fraction, message };
      this.#activities.set(activityId, after);
      const now = this.#clock.monotonicMilliseconds();
      if (now - reportedAt < reportMilliseconds) return;
      reportedAt = now;
      this.#onChange(after);
    };
    try {
      const result = await request.run(signal, report);
      this.#end(activityId, { state: 'completed', fraction: 1, result });
    } catch (thrown) {
      const error = toErrorEnvelope(thrown);
      this.#end(activityId, error.code === 'CANCELLED' ? { state: 'cancelled' } : { state: 'failed', error });
    }
  }

  #end(activityId: string, how: Partial<Activity>): void {
    this.#controllers.delete(activityId);
    const endedAt = this.#clock.now().toISOString();
    this.#change({ ...this.#get(activityId), ...how, endedAt });
  }

  #change(activity: Activity): void {
    this.#activities.set(activity.activityId, activity);
    this.#onChange(activity);
  }

  #get(activityId: string): Activity {
    const activity = this.#activities.get(activityId);
    if (activity !== undefined) return activity;
    throw new HindcastError('UNKNOWN_ACTIVITY', 'This activity is not listed any more.');
  }
}
