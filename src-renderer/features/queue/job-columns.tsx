import type { ReactNode } from 'react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import type { Priority } from '../../../src-core/job/job-base.ts';
import { formatDays } from '../../format/day.ts';
import { formatDuration } from '../../format/duration.ts';
import { shownStateOf, stateWords } from '../../format/job-state.ts';
import { formatNumber, scoreFormat } from '../../format/number.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatOrdinal } from '../../format/ordinal.ts';
import type { TimeZone } from '../../state/preferences.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { FailureActions } from './FailureActions.tsx';
import { JobNameCell } from './JobNameCell.tsx';
import { JobProgressCell } from './JobProgressCell.tsx';
import { PinCell } from './PinCell.tsx';
import type { QueueRow } from './queue-places.ts';
import styles from './queue.module.css';

/** Seconds that a job ran, or has been running for at `now`; null before it starts. */
export function runSeconds(job: JobRow): number | null {
  if (job.startedAt === null || job.completedAt === null) return null;
  return secondsOf(job.completedAt) - secondsOf(job.startedAt);
}

/** "BTCUSDT 1m": what a feed is called where the source and the kind go without saying. */
export function shortFeed(path: string): string {
  const [, subject, , granularity] = path.split('/');
  return `${subject} ${granularity}`;
}

function rangeOf(job: JobRow): string {
  return job.firstDay === null || job.lastDay === null ? '' : formatDays(job.firstDay, job.lastDay);
}

/** Half the width of the interval around a headline, as its reader expects it: ±0.0120. */
function halfInterval(job: JobRow): number | null {
  const { interval_low: low, interval_high: high } = job.headline ?? {};
  return low === null || low === undefined || high === null || high === undefined ? null : (high - low) / 2;
}

/** The score; while there is none, how far the job is or what can be done about it. */
function scoreOf(job: JobRow): ReactNode {
  if (job.state === 'failed') return <FailureActions job={job} />;
  if (job.state === 'running') return <JobProgressCell jobId={job.jobId} />;
  if (job.headline === null) return '';
  return <span title={job.headline.label}>{formatNumber(job.headline.value, scoreFormat)}</span>;
}

const priorityRank: Readonly<Record<Priority, number>> = { urgent: 0, high: 1, normal: 2, low: 3 };

/** The columns of the queue. */
export function jobColumns(timeZone: TimeZone): Column<QueueRow>[] {
  return [
    {
      id: 'state',
      header: 'State',
      width: '6.5rem',
      required: true,
      value: (job) => stateWords[shownStateOf(job)],
      cell: (job) => <StateChip state={shownStateOf(job)} short />,
    },
    {
      id: 'place',
      header: 'Next',
      help: 'The order in which those that wait start. Move them with the menu of a row, or with Alt and the arrow keys.',
      width: '3.25rem',
      align: 'end',
      value: ({ place }) => place ?? null,
      cell: ({ place }) => (place === undefined ? '' : formatOrdinal(place)),
    },
    {
      id: 'pinned',
      header: 'Pin',
      help: 'A pinned job is never cleaned up and cannot be deleted.',
      width: '2.75rem',
      value: (job) => !job.pinned,
      cell: (job) => <PinCell job={job} />,
    },
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(11rem, 4fr)',
      required: true,
      value: (job) => job.name,
      cell: (job) => <JobNameCell job={job} />,
    },
    {
      id: 'score',
      header: 'Score',
      help: 'The headline figure of the run: the mean score of its predictions unless its kind says otherwise.',
      width: '4.25rem',
      align: 'end',
      value: (job) => job.headline?.value ?? null,
      cell: scoreOf,
    },
    {
      id: 'interval',
      header: '95 %, ±',
      help: 'Half the width of the 95 % interval around the score, by block bootstrap.',
      width: '4.25rem',
      align: 'end',
      value: halfInterval,
      cell: (job) =>
        job.headline === null ? '' : formatNumber(halfInterval(job), { digits: 4, sign: 'negative' }),
    },
    {
      id: 'feeds',
      header: 'Feed',
      width: 'minmax(6rem, 1fr)',
      value: (job) => job.feeds.join(' '),
      cell: (job) => (
        <span className={styles.text} title={job.feeds.join(', ')}>
          {job.feeds.map(shortFeed).join(', ')}
        </span>
      ),
    },
    {
      id: 'range',
      header: 'Range, UTC days',
      width: '11rem',
      value: rangeOf,
    },
    {
      id: 'model',
      header: 'Model',
      width: 'minmax(6.5rem, 1fr)',
      value: (job) => job.model,
    },
    {
      id: 'duration',
      header: 'Time',
      help: 'How long it ran, from the start of its last attempt to its end.',
      width: '4.25rem',
      align: 'end',
      value: runSeconds,
      cell: (job) => (runSeconds(job) === null ? '' : formatDuration(runSeconds(job))),
    },
    {
      id: 'created',
      header: timeZone === 'utc' ? 'Created, UTC' : 'Created, local time',
      width: '8rem',
      value: (job) => job.createdAt,
      cell: (job) => formatMoment(secondsOf(job.createdAt), timeZone),
    },
    { id: 'notes', header: 'Notes', width: 'minmax(3.75rem, 1fr)', value: (job) => job.notes },
    { id: 'kind', header: 'Kind', width: '4.5rem', hiddenAtFirst: true, value: (job) => job.kind },
    {
      id: 'priority',
      header: 'Priority',
      width: '4.5rem',
      hiddenAtFirst: true,
      value: (job) => priorityRank[job.priority],
      cell: (job) => job.priority,
    },
    {
      id: 'retries',
      header: 'Retries',
      help: 'How often it was tried again by itself, of how often it may be.',
      width: '4.25rem',
      align: 'end',
      hiddenAtFirst: true,
      value: (job) => job.retries,
      cell: (job) => `${job.retries} of ${job.maxRetries}`,
    },
    {
      id: 'memory',
      header: 'Memory, most',
      help: 'The most memory that worker and model were seen to use together, in the last attempt.',
      width: '6.5rem',
      align: 'end',
      hiddenAtFirst: true,
      value: (job) => job.peakMemoryBytes,
      cell: (job) => (job.peakMemoryBytes === null ? '' : formatBytes(job.peakMemoryBytes)),
    },
    {
      id: 'size',
      header: 'Size on disk',
      help: 'Size of the files of its result.',
      width: '6rem',
      align: 'end',
      hiddenAtFirst: true,
      value: (job) => job.resultBytes,
      cell: (job) => (job.resultBytes === null ? '' : formatBytes(job.resultBytes)),
    },
  ];
}
