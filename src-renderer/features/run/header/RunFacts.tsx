import { Link } from 'wouter';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import type { Receipt } from '../../../../src-core/result/summary-base.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatMoment, secondsOf, zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { shortFeed } from '../../queue/job-columns.tsx';
import { Facts, type Fact } from '../Facts.tsx';
import styles from './header.module.css';

/** Digits of a hash that are shown: enough to tell two apart by eye. */
const hashDigits = 12;

/** Data, model, time, and the way to the receipt. */
export function RunFacts({ job, receipt }: { job: JobRow; receipt: Receipt | undefined }) {
  const zone = usePreferences((state) => state.timeZone);
  const moment = (at: string): string =>
    `${formatMoment(secondsOf(at), zone)} ${zoneName(zone, secondsOf(at))}`;
  const { startedAt, completedAt } = job;
  const facts: Fact[] = [
    { name: 'Candles', value: feedWords(job.feeds), title: job.feeds.join(', ') },
    { name: 'Days, UTC', value: job.firstDay === null ? 'n/a' : `${job.firstDay} to ${job.lastDay}` },
    { name: 'Model', value: job.model, title: job.model },
    completedAt === null
      ? { name: 'Queued', value: moment(job.queuedAt) }
      : { name: 'Ended', value: moment(completedAt) },
    ...(startedAt !== null && completedAt !== null
      ? [{ name: 'Took', value: formatDuration(secondsOf(completedAt) - secondsOf(startedAt)) }]
      : []),
    {
      name: receipt === undefined ? 'Job' : 'Receipt',
      code: true,
      title: receipt === undefined ? job.jobId : `Strict hash ${receipt.strict_hash}`,
      value: (
        <Link href={`/runs/${job.jobId}/receipt`}>
          {(receipt?.strict_hash ?? job.jobId).slice(0, hashDigits)}
        </Link>
      ),
    },
  ];
  return <Facts facts={facts} className={styles.facts} />;
}

/** One feed by its whole path, several by what tells them apart. */
function feedWords(feeds: readonly string[]): string {
  if (feeds.length === 0) return 'n/a';
  return feeds.length === 1 ? feeds.join('') : feeds.map(shortFeed).join(', ');
}
