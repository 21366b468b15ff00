import { formatError, formatMetric, type MetricRow } from '../../../../src-core/result/metric-rows.ts';
import type { ChanceLevel } from '../../kinds/chance-level.ts';
import { HelpTip } from '../../../ui/HelpTip.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { standingAgainstChance, type Standing } from './against-chance.ts';
import styles from './metrics.module.css';

const standingWords: Readonly<Record<Standing, string>> = {
  better: 'better than chance',
  worse: 'worse than chance',
  unclear: 'not told apart from chance',
};
const standingSigns: Readonly<Record<Standing, string>> = { better: '▲', worse: '▼', unclear: '≈' };

/** Metrics with what they say, how sure they are, and what they would be by chance. */
export function MetricsTable({
  rows,
  chanceLevel,
}: {
  rows: readonly MetricRow[];
  chanceLevel: (metric: string) => ChanceLevel | undefined;
}) {
  const defined = rows.filter(({ value }) => value !== null);
  const absent = rows.filter(({ value }) => value === null).map(({ metric }) => metric.label);
  return (
    <Panel title="Metrics" className={styles.panel}>
      {defined.length > 0 && (
        // What scrolls must be reached by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles.scroller} tabIndex={0} role="group" aria-label="Metrics">
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">
                  <VisuallyHidden>Metric</VisuallyHidden>
                </th>
                <th scope="col">Value</th>
                <th scope="col">± error</th>
                <th scope="col">95 % interval</th>
                <th scope="col">By chance</th>
              </tr>
            </thead>
            <tbody>
              {defined.map((row) => (
                <Metric key={row.metric.name} row={row} chance={chanceLevel(row.metric.name)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {absent.length > 0 && <p className={styles.absent}>Not defined for this run: {absent.join(', ')}.</p>}
    </Panel>
  );
}

function Metric({ row, chance }: { row: MetricRow; chance: ChanceLevel | undefined }) {
  const { metric, value, standardError, interval } = row;
  const standing = standingAgainstChance(interval, chance?.value, metric.better);
  return (
    <tr data-metric={metric.name}>
      <th scope="row">
        {metric.label}
        {metric.unit !== '' && <span className={styles.unit}>, {metric.unit}</span>}
        {metric.description !== '' && (
          <HelpTip term={metric.label}>
            {metric.description}
            {metric.better !== 'none' && ` ${metric.better === 'higher' ? 'Higher' : 'Lower'} is better.`}
          </HelpTip>
        )}
      </th>
      <td className={styles.value}>
        <data value={String(value)}>{formatMetric(metric, value)}</data>
      </td>
      <td>{standardError === undefined ? '' : formatError(metric, standardError)}</td>
      <td>
        {interval !== undefined &&
          `${formatMetric(metric, interval.low)} to ${formatMetric(metric, interval.high)}`}
      </td>
      <td title={chance?.reason}>
        {chance?.value}
        {standing !== undefined && (
          <span className={classNames(styles.standing, styles[standing])} title={standingWords[standing]}>
            <span aria-hidden>{standingSigns[standing]}</span>
            <VisuallyHidden>{standingWords[standing]}</VisuallyHidden>
          </span>
        )}
      </td>
    </tr>
  );
}
