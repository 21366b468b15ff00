import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { useCommands } from '../../../commands/use-commands.ts';
import { ownerOnly } from '../../../../src-core/api/owner-only.ts';
import { Button } from '../../../ui/Button.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { ExportMenu } from '../../exports/ExportMenu.tsx';
import { useRunActions } from '../use-run-actions.ts';
import styles from './header.module.css';

/** What can be done with a run: buttons, and the same on the keyboard. */
export function ActionButtons({ job, hasResult }: { job: JobRow; hasResult: boolean }) {
  const actions = useRunActions(job);
  const [asks, setAsks] = useState<'again' | 'remove' | null>(null);
  const { mayChange, hasEnded } = actions;
  const isCompleted = job.state === 'completed';
  const again = (): void => {
    // A completed run loses its figures until the new attempt has some; anything else loses nothing.
    if (isCompleted) setAsks('again');
    else void actions.runAgain();
  };
  const group = 'Run';
  useCommands([
    {
      id: 'run.cancel',
      title: 'Cancel this run',
      group,
      keys: 'X',
      when: () => mayChange && !hasEnded,
      run: () => void actions.cancel(),
    },
    { id: 'run.again', title: 'Run again', group, keys: 'R', when: () => mayChange && hasEnded, run: again },
    { id: 'run.edit', title: 'Edit and run', group, keys: 'E', when: () => mayChange, run: actions.edit },
    {
      id: 'run.verify',
      title: 'Verify this run',
      group,
      keys: 'V',
      when: () => mayChange && hasResult,
      run: () => void actions.verify(),
    },
    {
      id: 'run.pin',
      title: job.pinned ? 'Unpin this run' : 'Pin this run',
      group,
      keys: 'P',
      when: () => mayChange,
      run: () => void actions.setPinned(!job.pinned),
    },
    {
      id: 'run.remove',
      title: 'Delete this run',
      group,
      keys: 'Delete',
      when: () => mayChange && hasEnded && !job.pinned,
      run: () => setAsks('remove'),
    },
  ]);
  const title = mayChange ? undefined : ownerOnly('change this run');
  return (
    <div className={styles.actions} role="group" aria-label="Actions on this run">
      {hasEnded ? (
        <>
          {hasResult && (
            <Button
              disabled={!mayChange}
              title={title ?? 'Run it again on the same data, beside the queue, and compare'}
              onClick={() => void actions.verify()}
            >
              Verify
            </Button>
          )}
          {hasResult && <ExportMenu jobIds={[job.jobId]} />}
          <Button disabled={!mayChange} title={title} onClick={again}>
            Run again
          </Button>
        </>
      ) : (
        <Button
          disabled={!mayChange || job.isCancelling}
          title={title}
          busy={actions.isBusy}
          onClick={() => void actions.cancel()}
        >
          {job.isCancelling ? 'Cancelling' : 'Cancel'}
        </Button>
      )}
      <Button disabled={!mayChange} title={title} onClick={actions.edit}>
        Edit and run
      </Button>
      {hasEnded && (
        <IconButton
          label={job.pinned ? 'Delete: unpin it first' : 'Delete'}
          icon={<Trash2 aria-hidden />}
          disabled={!mayChange || job.pinned}
          onClick={() => setAsks('remove')}
        />
      )}
      <ConfirmDialog
        open={asks === 'again'}
        onOpenChange={(open) => setAsks(open ? 'again' : null)}
        title={`Run ${job.name} again?`}
        description="A new attempt of the same run takes its place: its figures cannot be seen until that has completed. To check that it can be reproduced, choose Verify; to change something, choose Edit and run."
        confirmLabel="Run again"
        onConfirm={() => {
          setAsks(null);
          void actions.runAgain();
        }}
      />
      <ConfirmDialog
        open={asks === 'remove'}
        onOpenChange={(open) => setAsks(open ? 'remove' : null)}
        danger
        busy={actions.isBusy}
        title={`Delete ${job.name} and its result?`}
        description="Its result, log and history are deleted for good. Candles and models stay."
        confirmLabel="Delete"
        onConfirm={() => void actions.remove()}
      />
    </div>
  );
}
