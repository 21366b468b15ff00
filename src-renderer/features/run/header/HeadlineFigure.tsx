import type { OutputOf } from '../../../../src-core/api/contract.ts';
import { formatPercent } from '../../../../src-core/result/format-figure.ts';
import { formatMetric } from '../../../../src-core/result/metric-rows.ts';
import { rendererKindOf } from '../../kinds/registry.ts';
import { Figure } from '../../../ui/Figure.tsx';
import { standingAgainstChance } from '../result/against-chance.ts';
import { headlineMetric } from './headline-metric.ts';
import styles from './header.module.css';

type Summary = OutputOf<'results.get'>['summary'];

/** The one figure of a run, how sure it is, and what it would be by chance where that is known. */
export function HeadlineFigure({ summary, kind }: { summary: Summary; kind: string }) {
  const { headline, config } = summary;
  const metric = headlineMetric(summary);
  const { interval_low: low, interval_high: high } = headline;
  const chance = rendererKindOf(kind)?.chanceLevel(headline.metric, config);
  const words = [
    low === null || high === null
      ? 'no interval'
      : `${formatMetric(metric, low)} to ${formatMetric(metric, high)} at ${formatPercent(headline.confidence)}`,
    ...(chance === undefined ? [] : [`${chance.value} by chance`]),
  ];
  const standing = standingAgainstChance({ low, high }, chance?.value, metric.better);
  return (
    <div className={styles.headline} data-value={headline.value ?? 'null'} title={headline.method}>
      <Figure
        size="hero"
        label={headline.label}
        value={formatMetric(metric, headline.value)}
        // Not coloured as a gain or a loss when it may as well be neither.
        signed={standing === 'unclear' ? undefined : headline.value}
        interval={words.join(' · ')}
        reason={headline.value === null ? 'No prediction could be scored' : undefined}
        help={[metric.description, chance?.reason].filter(Boolean).join(' ')}
      />
    </div>
  );
}
