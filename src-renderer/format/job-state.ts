import type { JobRow } from '../../src-core/api/job-row.ts';

/** The states that people see: those of the queue, plus what they need to know about it. */
export type ShownState =
  'queued' | 'running' | 'cancelling' | 'completed' | 'completed_with_warnings' | 'failed' | 'cancelled';

/** What a job's state is called on screen. */
export const stateWords: Readonly<Record<ShownState, string>> = {
  queued: 'Queued',
  running: 'Running',
  cancelling: 'Cancelling',
  completed: 'Completed',
  completed_with_warnings: 'Completed with warnings',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** The state of a job as people see it. */
export function shownStateOf(job: Pick<JobRow, 'state' | 'isCancelling' | 'warnings'>): ShownState {
  switch (job.state) {
    case 'pending':
      return 'queued';
    case 'running':
      return job.isCancelling ? 'cancelling' : 'running';
    case 'completed':
      return job.warnings.length > 0 ? 'completed_with_warnings' : 'completed';
    default:
      return job.state;
  }
}
