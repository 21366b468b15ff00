import { X } from 'lucide-react';
import { Link } from 'wouter';
import type { Slot } from '../../../src-core/api/job-row.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatProgress } from '../../format/progress.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useJob, useJobProgress, useSlots } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { shortFeed } from './job-columns.tsx';
import styles from './queue.module.css';

/** What runs now, one line a slot: how far, how long still, how much of the machine it takes. */
export function SlotsStrip() {
  const slots = useSlots();
  return (
    <section aria-label="Slots" className={styles.slots}>
      {slots.map((slot) =>
        slot.jobId === null ? (
          <p key={slot.index} className={styles.idle}>
            Slot {slot.index + 1} is idle
          </p>
        ) : (
          <BusySlot key={slot.index} slot={slot} jobId={slot.jobId} />
        ),
      )}
    </section>
  );
}

function BusySlot({ slot, jobId }: { slot: Slot; jobId: string }) {
  const job = useJob(jobId);
  const progress = useJobProgress(jobId);
  const cancel = useCommand('jobs.cancel');
  const mayCancel = usePermission('SUBMIT');
  const name = job?.name ?? `Slot ${slot.index + 1}`;
  const machine = [
    slot.residentBytes === null ? undefined : formatBytes(slot.residentBytes),
    slot.cpuPercent === null ? undefined : `${Math.round(slot.cpuPercent)} % CPU`,
  ].filter((part) => part !== undefined);
  return (
    <div className={styles.slot}>
      <Link href={`/runs/${jobId}`} className={styles.slotName}>
        {name}
      </Link>
      <span className={styles.slotFeed}>{job?.feeds.map(shortFeed).join(', ')}</span>
      <span className={styles.slotBar}>
        <ProgressBar
          label={name}
          fraction={progress?.fraction ?? null}
          text={progress === undefined ? 'starting' : formatProgress(progress)}
        />
      </span>
      <span className={styles.slotMachine}>{machine.join(' · ')}</span>
      {mayCancel && (
        <IconButton
          label={`Cancel ${name}`}
          icon={<X aria-hidden />}
          disabled={cancel.isBusy || job?.isCancelling === true}
          onClick={() => void cancel.run({ jobIds: [jobId] })}
        />
      )}
    </div>
  );
}
