import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { percentDone } from '../../../../src-core/job/percent-done.ts';
import { progressPhases } from '../../../../src-core/job/progress.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatRemaining, formatWholeSeconds } from '../../../format/duration.ts';
import { secondsOf } from '../../../format/time.ts';
import { useJobProgress, useSlots } from '../../../state/live/use-live.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Facts } from '../Facts.tsx';
import { LogView } from '../log/LogView.tsx';
import { StalledMark } from '../../queue/StalledMark.tsx';
import { useNow } from '../use-now.ts';
import { Attempts } from './Attempts.tsx';
import { Waiting } from './Waiting.tsx';
import styles from './unfinished.module.css';

/** A run that waits or runs: how far it is, what it takes, and what it says meanwhile. */
export function ActiveRun({ job }: { job: JobRow }) {
  return (
    <div className={styles.active}>
      <Panel title={job.state === 'pending' ? 'Waiting' : 'Progress'}>
        {job.state === 'pending' ? <Waiting job={job} /> : <Running job={job} />}
      </Panel>
      <Attempts job={job} />
      <h2>Log</h2>
      <LogView />
    </div>
  );
}

function Running({ job }: { job: JobRow }) {
  const progress = useJobProgress(job.jobId);
  const slot = useSlots().find(({ jobId }) => jobId === job.jobId);
  const now = useNow(true);
  const phase = progress?.phase ?? 'starting';
  const fraction = progress?.fraction ?? 0;
  const remaining = progress?.eta_seconds ?? null;
  return (
    <>
      <ol className={styles.phases} aria-label="Phases">
        {progressPhases.map((name) => (
          <li
            key={name}
            className={classNames(styles.phase, phases(name, phase))}
            aria-current={name === phase ? 'step' : undefined}
          >
            {name}
          </li>
        ))}
      </ol>
      <ProgressBar
        label={`Progress of ${job.name}`}
        fraction={fraction}
        text={`${phase} ${percentDone(fraction)} %`}
      />
      <Facts
        facts={[
          { name: 'Time left', value: remaining === null ? 'not known yet' : formatRemaining(remaining) },
          {
            name: 'Running for',
            value: job.startedAt === null ? 'n/a' : formatWholeSeconds(now - secondsOf(job.startedAt)),
          },
          { name: 'At', value: progress?.current_date ?? 'n/a' },
          { name: 'Doing', value: progress?.message || 'starting' },
          { name: 'Memory', value: formatBytes(slot?.residentBytes) },
          { name: 'Memory, most', value: formatBytes(job.peakMemoryBytes) },
          { name: 'Retries', value: `${job.retries} of ${job.maxRetries}` },
          {
            name: 'Processor',
            value:
              slot?.cpuPercent === null || slot === undefined ? 'n/a' : `${Math.round(slot.cpuPercent)} %`,
          },
        ]}
      />
      {job.stalledAt !== null && (
        <p className={styles.text}>
          <StalledMark since={job.stalledAt} /> Its worker sends no sign of life. After 30 s of silence it is
          ended, and the run is tried again.
        </p>
      )}
      {job.isCancelling && (
        <p className={styles.text}>It has been asked to stop, and stops at the next candle.</p>
      )}
    </>
  );
}

function phases(name: string, current: string): string | undefined {
  const names: readonly string[] = progressPhases;
  if (name === current) return styles.current;
  return names.indexOf(name) < names.indexOf(current) ? styles.past : undefined;
}
