import { useState } from 'react';
import { useLocation } from 'wouter';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { countJobs } from './bulk-outcome.ts';
import { ExportMenu } from '../exports/ExportMenu.tsx';
import { menuOfCommands } from './menu-of-commands.ts';
import { setSelection } from './queue-view-store.ts';
import type { OrderCommands } from './use-order-commands.tsx';
import styles from './queue.module.css';
import { tellOutcome } from './tell-outcome.ts';

const mostCompared = 10;
const idsOf = (jobs: readonly JobRow[]): string[] => jobs.map(({ jobId }) => jobId);
const hasEnded = ({ state }: JobRow): boolean => state !== 'pending' && state !== 'running';

/** What can be done with the selected jobs: buttons, and the same on the keyboard. */
export function BulkActions({
  selected,
  order,
}: {
  selected: readonly JobRow[];
  /** What can be done about their order. */
  order: OrderCommands;
}) {
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  const mayChange = usePermission('SUBMIT');
  const cancel = useCommand('jobs.cancel');
  const retry = useCommand('jobs.retry');
  const remove = useCommand('jobs.remove');
  const active = selected.filter((job) => !hasEnded(job));
  const ended = selected.filter(hasEnded);
  const removable = ended.filter(({ pinned }) => !pinned);
  const completed = selected.filter(({ state }) => state === 'completed');
  const canCompare = completed.length >= 2 && completed.length <= mostCompared;

  const [only] = selected;
  const canEdit = mayChange && selected.length === 1;

  const doCompare = (): void => navigate(`/compare?jobs=${idsOf(completed).join(',')}`);
  const doCancel = async (): Promise<void> =>
    tellOutcome('Cancelled', selected, await cancel.run({ jobIds: idsOf(active) }));
  const doRetry = async (): Promise<void> =>
    tellOutcome('Queued again', selected, await retry.run({ jobIds: idsOf(ended) }));
  const doEdit = (): void => navigate(`/new?from=${only?.jobId}`);
  const doRemove = async (): Promise<void> => {
    tellOutcome('Deleted', selected, await remove.run({ jobIds: idsOf(removable) }));
    setAsking(false);
  };
  const group = 'Queue';
  useCommands([
    {
      id: 'queue.compare',
      title: 'Compare selected',
      group,
      keys: 'C',
      when: () => canCompare,
      run: doCompare,
    },
    {
      id: 'queue.cancel',
      title: 'Cancel selected',
      group,
      keys: 'X',
      when: () => mayChange && active.length > 0,
      run: () => void doCancel(),
    },
    {
      id: 'queue.retry',
      title: 'Run selected again',
      group,
      keys: 'R',
      when: () => mayChange && ended.length > 0,
      run: () => void doRetry(),
    },
    {
      id: 'queue.edit',
      title: 'Edit selected as a new backtest',
      group,
      keys: 'E',
      when: () => canEdit,
      run: doEdit,
    },
    {
      id: 'queue.remove',
      title: 'Delete selected',
      group,
      keys: 'Delete',
      when: () => mayChange && removable.length > 0,
      run: () => setAsking(true),
    },
  ]);
  if (selected.length === 0) return null;
  const removableCount = countJobs(removable.length);
  return (
    <div className={styles.actions}>
      <Toolbar
        label="Selected jobs"
        end={
          <Button look="quiet" onClick={() => setSelection(new Set())}>
            Clear selection
          </Button>
        }
      >
        <span role="status" className={styles.count}>
          {countJobs(selected.length)} selected
        </span>
        <Button
          disabled={!canCompare}
          title={canCompare ? undefined : `Select 2 to ${mostCompared} completed jobs to compare them`}
          onClick={doCompare}
        >
          Compare
        </Button>
        <ExportMenu jobIds={idsOf(completed)} />
        {mayChange ? (
          <>
            <Menu
              trigger={
                <Button
                  disabled={order.waiting.length === 0}
                  title={
                    order.waiting.length === 0 ? 'Only jobs that wait have a place in the queue' : undefined
                  }
                >
                  Order
                </Button>
              }
              items={menuOfCommands(order.groups)}
            />
            <Button disabled={active.length === 0} busy={cancel.isBusy} onClick={() => void doCancel()}>
              Cancel
            </Button>
            <Button disabled={ended.length === 0} busy={retry.isBusy} onClick={() => void doRetry()}>
              Retry
            </Button>
            <Button
              disabled={!canEdit}
              title={selected.length === 1 ? undefined : 'Select one job to write a new one from it'}
              onClick={doEdit}
            >
              Edit as new
            </Button>
            <Button
              look="danger"
              disabled={removable.length === 0}
              title={
                removable.length === 0
                  ? 'Only jobs that have ended and are not pinned can be deleted'
                  : undefined
              }
              onClick={() => setAsking(true)}
            >
              Delete
            </Button>
          </>
        ) : (
          <span className={styles.count}>{ownerOnly('change jobs')}</span>
        )}
      </Toolbar>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        danger
        busy={remove.isBusy}
        title={`Delete ${removableCount} and what came of ${removable.length === 1 ? 'it' : 'them'}?`}
        description={
          'Results, logs and history are deleted for good. Candles and models stay.' +
          (removable.length === selected.length
            ? ''
            : ' Running and pinned jobs of the selection are left alone.')
        }
        confirmLabel={`Delete ${removableCount}`}
        onConfirm={() => void doRemove()}
      />
    </div>
  );
}
