import type { Slot } from '../../src-core/api/job-row.ts';
import { Link } from 'wouter';
import { CancelJob } from '../features/queue/CancelJob.tsx';
import { JobBar } from '../features/queue/JobBar.tsx';
import { StalledMark } from '../features/queue/StalledMark.tsx';
import { useJob, useSlots } from '../state/live/use-live.ts';
import { Button } from '../ui/Button.tsx';
import { Popover } from '../ui/Popover.tsx';
import styles from './SlotsPill.module.css';

/** How many slots work; opens a panel from anywhere: what runs, how far, cancel. */
export function SlotsPill() {
  const slots = useSlots();
  const busy = slots.filter((slot) => slot.jobId !== null).length;
  return (
    <Popover
      title="Slots"
      trigger={
        <Button className={busy > 0 ? styles.working : undefined}>
          Slots {busy}/{slots.length} <span aria-hidden>{busy > 0 ? '●' : '○'}</span>
        </Button>
      }
    >
      <ul className={styles.slots}>
        {slots.map((slot) => (
          <li key={slot.index}>
            {slot.jobId === null ? (
              <span className={styles.idle}>Slot {slot.index + 1} is idle.</span>
            ) : (
              <BusySlot slot={slot} jobId={slot.jobId} />
            )}
          </li>
        ))}
      </ul>
    </Popover>
  );
}

function BusySlot({ slot, jobId }: { slot: Slot; jobId: string }) {
  const job = useJob(jobId);
  const name = job?.name ?? `Slot ${slot.index + 1}`;
  return (
    <div className={styles.slot}>
      <div className={styles.words}>
        <Link href={`/runs/${jobId}`} className={styles.name}>
          {name}
        </Link>
        <JobBar jobId={jobId} name={name} />
        {job !== undefined && job.stalledAt !== null && <StalledMark since={job.stalledAt} />}
      </div>
      <CancelJob jobId={jobId} name={name} />
    </div>
  );
}
