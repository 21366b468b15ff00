import { Link } from 'wouter';
import type { InputOf, OutputOf } from '../../../src-core/api/contract.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';
import { shownStateOf, stateWords } from '../../format/job-state.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useJob } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ActivityList } from '../data/ActivityList.tsx';
import { CalendarLegend } from '../data/CalendarLegend.tsx';
import { DayCalendar } from '../data/DayCalendar.tsx';
import type { SpecDraft } from './spec-value.ts';
import styles from './new.module.css';

type Flight = OutputOf<'data.preflight'>;

/** What submitting the spec would meet: data, gaps, a run that exists, how long it takes. */
export function Preflight({ spec }: { spec: SpecDraft }) {
  const { data, error, isLoading } = useQuery(
    'data.preflight',
    // A draft is what JSON can hold: it came from the form or from parsed text.
    { spec: spec as InputOf<'data.preflight'>['spec'] },
    { tags: ['data', 'coordinators', 'settings', 'jobs'], keepPrevious: true },
  );
  return (
    <Panel title="Before it runs">
      <div className={styles.preflight} aria-busy={isLoading}>
        {data === undefined ? (
          error === undefined ? (
            <LoadingState label="Looking at the data" rows={6} />
          ) : (
            <ErrorState error={error} compact />
          )
        ) : data.problem !== null ? (
          <p className={styles.hint}>{data.problem.message}</p>
        ) : (
          <Findings flight={data} />
        )}
        <ActivityList kinds={['pull']} />
      </div>
    </Panel>
  );
}

function Findings({ flight }: { flight: Flight }) {
  const { candles, estimate, identicalJobId, feeds } = flight;
  return (
    <>
      {identicalJobId !== null && <IdenticalRun jobId={identicalJobId} />}
      <p className={styles.fact}>
        <strong>{formatWhole(candles)}</strong> candles
        {estimate === null ? (
          <span className={styles.hint}> · no run to estimate the time from yet</span>
        ) : (
          <>
            {' '}
            · takes <strong>{timeBetween(estimate.lowSeconds, estimate.highSeconds)}</strong>
            <span className={styles.hint}>
              , from {estimate.runs === 1 ? '1 run' : `${estimate.runs} runs`}
            </span>
          </>
        )}
      </p>
      {feeds.map((feed) => (
        <FeedFindings key={feedPath(feed.feed)} found={feed} />
      ))}
      {feeds.length > 0 && <CalendarLegend />}
    </>
  );
}

function timeBetween(low: number, high: number): string {
  const [from, to] = [formatDuration(low), formatDuration(high)];
  return from === to ? `≈ ${from}` : `≈ ${from} to ${to}`;
}

function IdenticalRun({ jobId }: { jobId: string }) {
  const job = useJob(jobId);
  return (
    <p className={styles.identical}>
      <Badge tone="accent">identical</Badge> This very run exists
      {job !== undefined && `: ${job.name}, ${stateWords[shownStateOf(job)].toLowerCase()}`}.{' '}
      <Link href={`/runs/${jobId}`}>Open it</Link>
    </p>
  );
}

function FeedFindings({ found }: { found: Flight['feeds'][number] }) {
  const { feed, firstDay, lastDay, days, missingDays, missingCandles, pull } = found;
  const start = useCommand('data.pull');
  const mayPull = usePermission('SUBMIT');
  const isFull = missingDays === 0 && missingCandles === 0;
  return (
    <section className={styles.feed} aria-label={feedPath(feed)}>
      <h3>{feedPath(feed)}</h3>
      <DayCalendar label={feedPath(feed)} days={days} />
      {isFull ? (
        <p>
          <Badge tone="good">✓ complete</Badge> Every candle of the range is here.
        </p>
      ) : (
        <p>
          <Badge tone="warn">⚠ gaps</Badge>{' '}
          {[
            missingDays > 0 && `${formatWhole(missingDays)} of ${formatWhole(days.length)} days are missing`,
            missingCandles > 0 && `${formatWhole(missingCandles)} candles are missing inside the days`,
          ]
            .filter(Boolean)
            .join(', ')}
          .
        </p>
      )}
      {missingDays > 0 &&
        (pull === null ? (
          <p className={styles.hint}>
            No coordinator that answers has them.{' '}
            <Link href="/data?tab=coordinators">Look at the coordinators</Link>, import a file, or run on what
            is here.
          </p>
        ) : (
          mayPull && (
            <Button
              busy={start.isBusy}
              onClick={() => void start.run({ coordinatorId: pull.coordinatorId, feed, firstDay, lastDay })}
            >
              {`Pull ${pull.days === 1 ? '1 missing day' : `${formatWhole(pull.days)} missing days`}, ${formatBytes(pull.sizeBytes)}`}
            </Button>
          )
        ))}
    </section>
  );
}
