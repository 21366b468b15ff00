import { useMemo } from 'react';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { ChartCard } from '../../charts/ChartCard.tsx';
import { ChartGroup } from '../../charts/chart-group.tsx';
import { tableOf } from '../../charts/chart-table.ts';
import { useChartTheme } from '../../charts/chart-theme.ts';
import { chartOfSeries, seriesOption } from '../../charts/series-option.ts';
import { shownStateOf, stateWords } from '../../format/job-state.ts';
import { formatMoment } from '../../format/time.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useJobs } from '../../state/live/use-live.ts';
import { Badge } from '../../ui/Badge.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { ComparisonTable } from './ComparisonTable.tsx';
import { setOnlyDifferences, useCompared } from './compared-store.ts';
import { comparedMetrics, comparedSettings, runNames } from './comparison-rows.ts';
import styles from './compare.module.css';

const fewest = 2;

/** Metrics, settings and curves of the chosen runs. */
export function Comparison({
  comparison,
  isRefreshing,
  onBaseline,
}: {
  comparison: OutputOf<'results.compare'>;
  isRefreshing: boolean;
  onBaseline: (jobId: string) => void;
}) {
  const onlyDifferences = useCompared((state) => state.onlyDifferences);
  const jobs = useJobs();
  const { runs, excluded, differences, overlap, curves } = comparison;
  const names = useMemo(() => runNames(runs), [runs]);
  const metrics = useMemo(() => comparedMetrics(runs, differences), [runs, differences]);
  const settings = useMemo(() => comparedSettings(runs), [runs]);
  return (
    <div aria-busy={isRefreshing} className={styles.comparison}>
      {excluded.map(({ jobId, reason }) => (
        <p key={jobId} className={styles.excluded}>
          <Badge tone="warn">left out</Badge> {jobs[jobId]?.name ?? jobId.slice(0, 8)}:{' '}
          {whyLeftOut(jobs[jobId], reason)}
        </p>
      ))}
      {runs.length < fewest ? (
        <EmptyState title="Fewer than two of these runs have a usable result">
          Take those out that are left out, and add others.
        </EmptyState>
      ) : (
        <>
          <Curves names={names} overlap={overlap} curves={curves} runs={runs} />
          <Switch checked={onlyDifferences} onCheckedChange={setOnlyDifferences}>
            Only what differs
          </Switch>
          <ComparisonTable
            runs={runs}
            names={names}
            metrics={metrics}
            settings={settings}
            onlyDifferences={onlyDifferences}
            onBaseline={onBaseline}
          />
        </>
      )}
    </div>
  );
}

/** In the words of the queue, where it knows; what the host says is for the command line too. */
function whyLeftOut(job: JobRow | undefined, reason: string): string {
  if (job === undefined) return 'there is no such job. It may have been deleted.';
  if (job.state === 'completed') return reason;
  return `${stateWords[shownStateOf(job)].toLowerCase()}, so it has no result to compare.`;
}

function Curves({
  names,
  overlap,
  curves,
  runs,
}: Pick<OutputOf<'results.compare'>, 'overlap' | 'curves' | 'runs'> & { names: readonly string[] }) {
  const theme = useChartTheme();
  const zone = usePreferences((state) => state.timeZone);
  const series = useMemo(
    () => ({
      id: 'compared_scores',
      title: 'Cumulative score since the common start, points',
      help: 'Each run starts at zero where all of them have scores; a line above another has scored more since.',
      yName: 'points',
      form: 'line' as const,
      lines: runs.map(({ jobId }, index) => {
        const curve = curves.find((candidate) => candidate.jobId === jobId);
        return {
          name: names[index] ?? '',
          x: curve?.x ?? new Float64Array(),
          y: curve?.y ?? new Float64Array(),
        };
      }),
    }),
    [curves, names, runs],
  );
  const option = useMemo(
    () => (overlap === null ? null : seriesOption(series, overlap, { theme, zone })),
    [overlap, series, theme, zone],
  );
  return (
    <ChartGroup>
      <ChartCard
        title={series.title}
        help={series.help}
        option={option}
        table={() => tableOf(chartOfSeries(series), zone)}
        fileName="compared-scores"
        extent={overlap}
        empty={
          overlap === null ? 'The runs have no time in common at which all of them have scores.' : undefined
        }
      />
      {overlap !== null && (
        <p className={styles.note}>
          Common period: {formatMoment(overlap.from, zone)} to {formatMoment(overlap.to, zone)}. The metrics
          below are of each run's whole period.
        </p>
      )}
    </ChartGroup>
  );
}
