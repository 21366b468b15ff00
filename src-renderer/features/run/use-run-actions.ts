import { useLocation } from 'wouter';
import type { BulkOutcome } from '../../../src-core/api/common-schemas.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { isTerminal } from '../../../src-core/job/job-state.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { notify } from '../../ui/toasts.ts';

/** What can be done with a run, and whether it can be done now. */
export interface RunActions {
  readonly mayChange: boolean;
  readonly hasEnded: boolean;
  readonly isBusy: boolean;
  cancel: () => Promise<void>;
  runAgain: () => Promise<void>;
  /** Opens the form of a new backtest, filled with this run's settings. */
  edit: () => void;
  /** Starts to run it again beside the queue and to compare, and shows how that goes. */
  verify: () => Promise<void>;
  /** Leaves the screen when it is gone. */
  remove: () => Promise<void>;
  setPinned: (pinned: boolean) => Promise<void>;
}

export function useRunActions(job: JobRow): RunActions {
  const { jobId } = job;
  const [, navigate] = useLocation();
  const mayChange = usePermission('SUBMIT');
  const cancel = useCommand('jobs.cancel');
  const retry = useCommand('jobs.retry');
  const remove = useCommand('jobs.remove');
  const annotate = useCommand('jobs.annotate');
  const verify = useCommand('jobs.verify');
  const edit = (): void => navigate(`/new?from=${jobId}`);
  return {
    mayChange,
    hasEnded: isTerminal(job.state),
    isBusy: cancel.isBusy || retry.isBusy || remove.isBusy || verify.isBusy,
    cancel: async () => void tellRefusal(await cancel.run({ jobIds: [jobId] })),
    runAgain: async () => {
      const outcome = await retry.run({ jobIds: [jobId] });
      const refusal = outcome?.failed[0]?.error;
      if (refusal?.code === 'NOT_REPRODUCED') {
        // What has changed since can be run, but as another job.
        notify({
          message: refusal.message,
          tone: 'danger',
          action: { label: 'Edit and run', run: edit },
        });
      } else {
        tellRefusal(outcome);
      }
    },
    edit,
    verify: async () => {
      const started = await verify.run({ jobId });
      if (started !== undefined) navigate(`/runs/${jobId}/receipt`);
    },
    remove: async () => {
      const outcome = await remove.run({ jobIds: [jobId] });
      if (outcome === undefined) return;
      if (tellRefusal(outcome)) return;
      notify({ message: `Deleted ${job.name}.` });
      navigate('/');
    },
    setPinned: async (pinned) => void (await annotate.run({ jobId, pinned })),
  };
}

/** Says why the job was refused, if it was. */
function tellRefusal(outcome: BulkOutcome | undefined): boolean {
  const refusal = outcome?.failed[0]?.error;
  if (refusal === undefined) return false;
  notify({ message: refusal.message, tone: 'danger' });
  return true;
}
