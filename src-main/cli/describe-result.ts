import { describeData } from '../../src-core/result/describe-data.ts';
import { formatCount, formatFigure, formatPercent } from '../../src-core/result/format-figure.ts';
import { lookaheadOf, lookaheadWords } from '../../src-core/result/lookahead.ts';
import { qualityTroubles } from '../../src-core/result/quality-rows.ts';
import type { DataQuality, Headline } from '../../src-core/result/summary-base.ts';
import { formatError, formatMetric, metricRows } from '../../src-core/result/metric-rows.ts';
import type { StoredResult } from '../services/results/result-store.ts';
import { alignColumns } from './align-columns.ts';

/** A result for people: headline, metrics, counts, quality of the data, where the files are. */
export function describeResult(result: Omit<StoredResult, 'manifest'>, isEarlier: boolean): string {
  const { summary, jobId, folder } = result;
  const lookahead = lookaheadOf(summary);
  const metrics = metricRows(summary, summary.config).map(({ metric, value, standardError }) => [
    `  ${metric.label}`,
    formatMetric(metric, value),
    standardError === undefined ? '' : `\u00B1 ${formatError(metric, standardError)}`,
    metric.unit,
  ]);
  const counts = Object.entries(summary.counts)
    .filter(([name, count]) => count > 0 || name === 'predictions')
    .map(([name, count]) => `${formatCount(count)} ${wordsOf(name, count)}`);
  return [
    `${summary.name}${isEarlier ? '  (run before; --force runs it again)' : ''}`,
    describeData(summary.data),
    describeHeadline(summary.headline),
    '',
    alignColumns(metrics, [1, 2]),
    '',
    `counts  ${counts.join(', ')}`,
    `data    ${describeQuality(summary.data_quality)}`,
    ...(lookahead?.checked === true ? [`ahead   ${lookaheadWords(lookahead)}`] : []),
    ...summary.warnings.map((warning) => `warning: ${warning}`),
    '',
    `job     ${jobId}`,
    `files   ${folder}`,
  ].join('\n');
}

/** The name of a count in words: those that are plurals end in "s". */
function wordsOf(name: string, count: number): string {
  const words = name.replaceAll('_', ' ');
  return count === 1 ? words.replace(/s$/, '') : words;
}

function describeHeadline(headline: Headline): string {
  const figure = (value: number | null): string => formatFigure(value, 4, 'always');
  const { interval_low: low, interval_high: high, confidence } = headline;
  const interval =
    low === null || high === null
      ? ''
      : `  [${figure(low)}, ${figure(high)}] at ${formatPercent(confidence)}`;
  return `${headline.label} ${figure(headline.value)}${interval}`;
}

function describeQuality(quality: DataQuality): string {
  const used = `${formatCount(quality.rows_used)} of ${formatCount(quality.rows_read)} rows used`;
  return [`${quality.badge}: ${used}`, ...qualityTroubles(quality)].join(', ');
}
