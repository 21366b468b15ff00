import { Link } from 'wouter';
import type { Slot } from '../../../src-core/api/job-row.ts';
import { formatBytes } from '../../format/bytes.ts';
import { useJob, useSlots } from '../../state/live/use-live.ts';
import { classNames } from '../../ui/class-names.ts';
import { CancelJob } from './CancelJob.tsx';
import { JobBar } from './JobBar.tsx';
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
        <JobBar jobId={jobId} name={name} />
      </div>
      <CancelJob jobId={jobId} name={name} />
    </>
  );
}
