import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';
import { formatPercent } from '../../../../src-core/result/format-figure.ts';
import { formatMetric } from '../../../../src-core/result/metric-rows.ts';
import { headlineMetric } from '../../run/header/headline-metric.ts';
import { standingAgainstChance, type Standing } from '../../run/result/against-chance.ts';
import { replayChanceLevel } from './chance-level.ts';

const beginnings: Readonly<Record<Standing, string>> = {
  better: 'Better than chance',
  worse: 'Worse than chance',
  unclear: 'Not told apart from chance',
};

/** What the interval of the headline says, in a sentence; undefined where the level by chance is not known. */
export function chanceVerdict(summary: Pick<SummaryBase, 'headline' | 'config'>): string | undefined {
  const { headline, config } = summary;
  const { interval_low: low, interval_high: high, confidence } = headline;
  const metric = headlineMetric(summary);
  const chance = replayChanceLevel(headline.metric, config)?.value;
  const standing = standingAgainstChance({ low, high }, chance, metric.better);
  if (standing === undefined || chance === undefined) return undefined;
  const place =
    standing === 'unclear' ? `holds ${chance}` : `lies ${(low ?? 0) > chance ? 'above' : 'below'} ${chance}`;
  return `${beginnings[standing]}: the ${formatPercent(confidence)} interval of the ${headline.label.toLowerCase()}, ${formatMetric(metric, low)} to ${formatMetric(metric, high)}, ${place}.`;
}
