import { Link } from 'wouter';
import type { InputOf, OutputOf } from '../../../src-core/api/contract.ts';
import type { Activity } from '../../../src-core/api/activity.ts';
import { describeFaults } from '../../../src-core/quality/candle-faults.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';
import { shownStateOf, stateWords } from '../../format/job-state.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useActivities, useJob } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ActivityList } from '../data/ActivityList.tsx';
import { AlteredDays } from '../data/AlteredDays.tsx';
import { CalendarLegend } from '../data/CalendarLegend.tsx';
import { DayCalendar } from '../data/DayCalendar.tsx';
import { DifferingDays } from '../data/DifferingDays.tsx';
import { addressOfFeed } from '../data/FeedList.tsx';
import { formatShare } from '../data/format-share.ts';
import { Problems } from './Problems.tsx';
import type { SpecCheck } from './check-spec.ts';
import type { SpecDraft } from './spec-value.ts';
import styles from './new.module.css';

type Flight = OutputOf<'data.preflight'>;

/** What submitting the spec would meet: data, gaps, a run that exists, how long it takes. */
export function Preflight({ spec, check, isJson }: { spec: SpecDraft; check: SpecCheck; isJson: boolean }) {
  return (
    <Panel title="Before it runs">
      {check.sentence === undefined ? (
        <HostsView spec={spec} />
      ) : (
        <div className={styles.preflight}>
          <p className={styles.hint}>What the run meets is told here, once the spec is in order.</p>
          <Problems byPath={check.byPath} asKeys={isJson} />
        </div>
      )}
    </Panel>
  );
}

function HostsView({ spec }: { spec: SpecDraft }) {
  const { data, error, isLoading, refetch } = useQuery(
    'data.preflight',
    // A draft is what JSON can hold: it came from the form or from parsed text.
    { spec: spec as InputOf<'data.preflight'>['spec'] },
    { tags: ['data', 'coordinators', 'settings'], keepPrevious: true },
  );
  if (data === undefined) {
    return error === undefined ? (
      <LoadingState label="Looking at the data" rows={6} />
    ) : (
      <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
    );
  }
  return (
    <div className={styles.preflight} aria-busy={isLoading}>
      {data.problem === null ? (
        <Findings flight={data} coordinator={namedBy(spec)} />
      ) : (
        <p className={styles.problem}>{data.problem.message}</p>
      )}
    </div>
  );
}

/** The coordinator that a spec names. */
function namedBy({ coordinator }: SpecDraft): string | undefined {
  return typeof coordinator === 'string' ? coordinator : undefined;
}

function Findings({ flight, coordinator }: { flight: Flight; coordinator: string | undefined }) {
  const { candles, estimate, identicalJobId, feeds } = flight;
  return (
    <>
      {identicalJobId !== null && <IdenticalRun jobId={identicalJobId} />}
      <p className={styles.fact}>
        <strong>{formatWhole(candles)}</strong> candles
        {candles > 0 && estimate === null && (
          <span className={styles.hint}> · no run to estimate the time from yet</span>
        )}
        {estimate !== null && (
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
        <FeedFindings key={feedPath(feed.feed)} found={feed} coordinator={coordinator} />
      ))}
      {flight.dataPolicy !== null && <DataVerdict policy={flight.dataPolicy} />}
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

function FeedFindings({
  found,
  coordinator,
}: {
  found: Flight['feeds'][number];
  coordinator: string | undefined;
}) {
  const { feed, firstDay, lastDay, days, missingDays, missingCandles, faults, pull } = found;
  const start = useCommand('data.pull');
  const mayPull = usePermission('SUBMIT');
  const isFull = missingDays === 0 && missingCandles === 0;
  const path = feedPath(feed);
  const oddities = describeFaults({ ...faults, missing: 0, gap: 0 }, formatWhole);
  const isPulling = useActivities(isPullOf(path)).some(({ state }) => state === 'running');
  return (
    <section className={styles.feed} aria-label={path}>
      <h3>{path}</h3>
      <DayCalendar label={path} days={days} />
      <DifferingDays days={days} chosen={coordinator} />
      <AlteredDays days={days} />
      <p>
        {isFull ? (
          <>
            <Badge tone="good">✓ complete</Badge> Every candle of the range is here.
          </>
        ) : (
          <>
            <Badge>{shareHere(found)}</Badge> {describeGaps(found)}
          </>
        )}
      </p>
      {oddities.length > 0 && (
        <p>
          <Badge tone="warn">⚠ odd rows</Badge> Among what is here: {oddities.join(', ')}.{' '}
          <Link href={addressOfFeed(path)}>Look at the days</Link>
        </p>
      )}
      {pull !== null
        ? mayPull &&
          !isPulling && (
            <Button
              className={styles.pull}
              busy={start.isBusy}
              onClick={() => void start.run({ coordinatorId: pull.coordinatorId, feed, firstDay, lastDay })}
            >
              {`Pull ${pull.days === 1 ? '1 missing day' : `${formatWhole(pull.days)} missing days`}, ${formatBytes(pull.sizeBytes)}`}
            </Button>
          )
        : missingDays > 0 && (
            <p className={styles.hint}>
              {coordinator === undefined
                ? 'No coordinator that was asked has them.'
                : `${coordinator} does not have them, or was not asked.`}{' '}
              <Link href="/data?tab=coordinators">Look at the coordinators</Link>,{' '}
              <Link href="/data">import a file</Link>
              {missingDays < days.length && ', or run on what is here'}.
            </p>
          )}
      <ActivityList label={`Pulls of ${path}`} keep={isPullOf(path)} />
    </section>
  );
}

function isPullOf(path: string): (activity: Activity) => boolean {
  return ({ kind, subject }) => kind === 'pull' && subject === path;
}

function shareHere({ expectedCandles, missingCandles }: Flight['feeds'][number]): string {
  return expectedCandles === null
    ? 'gaps'
    : `${formatShare(expectedCandles - missingCandles, expectedCandles)} here`;
}

/** What the spec makes of what is missing or odd, and where to say otherwise. */
function DataVerdict({ policy }: { policy: NonNullable<Flight['dataPolicy']> }) {
  switch (policy.verdict) {
    case 'clean':
      return null;
    case 'noted':
      return <p className={styles.hint}>The run lists this in its result; the spec does not mind it.</p>;
    case 'warned':
      return (
        <p>
          The run will complete with a warning about its data. Its <strong>Data policy</strong> can refuse
          that, or allow it.
        </p>
      );
    case 'refused':
      return <p className={styles.problem}>{policy.refusal}</p>;
  }
}

/** "10 of 24 days are missing, in all 14,400 candles in 1 gap." */
function describeGaps({ days, missingDays, missingCandles, faults }: Flight['feeds'][number]): string {
  const gaps =
    faults.gap === 0 ? '' : ` in ${faults.gap === 1 ? '1 gap' : `${formatWhole(faults.gap)} gaps`}`;
  const candles = `${missingCandles === 1 ? '1 candle' : `${formatWhole(missingCandles)} candles`}${gaps}`;
  if (missingDays === 0) return `${candles} ${missingCandles === 1 ? 'is' : 'are'} missing inside the days.`;
  const verb = missingDays === 1 ? 'is' : 'are';
  return `${formatWhole(missingDays)} of ${formatWhole(days.length)} days ${verb} missing, in all ${candles}.`;
}
