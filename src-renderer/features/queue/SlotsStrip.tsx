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
import { classNames } from '../../ui/class-names.ts';
import { shortFeed } from './job-columns.tsx';
import { StalledMark } from './StalledMark.tsx';
import styles from './slots.module.css';

/** What runs now, a box a slot: how far, how long still, how much of the machine it takes. */
export function SlotsStrip() {
  const slots = useSlots();
  return (
    <ul aria-label="Slots" className={styles.slots}>
      {slots.map((slot) => (
        <li key={slot.index} className={classNames(styles.slot, slot.jobId === null && styles.idle)}>
          {slot.jobId === null ? (
            `Slot ${slot.index + 1} is idle`
          ) : (
            <BusySlot slot={slot} jobId={slot.jobId} />
          )}
        </li>
      ))}
    </ul>
  );
}

function BusySlot({ slot, jobId }: { slot: Slot; jobId: string }) {
  const job = useJob(jobId);
  const progress = useJobProgress(jobId);
  const cancel = useCommand('jobs.cancel');
  const mayCancel = usePermission('SUBMIT');
  const name = job?.name ?? `Slot ${slot.index + 1}`;
  const feeds = job?.feeds.map(shortFeed).join(', ');
  const machine = [
    slot.residentBytes === null ? undefined : formatBytes(slot.residentBytes),
    slot.cpuPercent === null ? undefined : `${Math.round(slot.cpuPercent)} % CPU`,
  ].filter((part) => part !== undefined);
  return (
    <>
      <div className={styles.lines}>
        <div className={styles.words}>
          <Link href={`/runs/${jobId}`} className={styles.name} title={name}>
            {name}
          </Link>
          {job !== undefined && job.stalledAt !== null ? (
            <StalledMark since={job.stalledAt} />
          ) : (
            <span className={styles.feed} title={job?.feeds.join(', ')}>
              {feeds}
            </span>
          )}
          <span className={styles.machine}>{machine.join(' · ')}</span>
        </div>
        <ProgressBar
          label={name}
          fraction={progress?.fraction ?? null}
          text={progress === undefined ? 'starting' : formatProgress(progress)}
        />
      </div>
      {mayCancel && (
        <IconButton
          label={`Cancel ${name}`}
          icon={<X aria-hidden />}
          disabled={cancel.isBusy || job?.isCancelling === true}
          onClick={() => void cancel.run({ jobIds: [jobId] })}
        />
      )}
    </>
  );
}
