import type { Chart } from '../../../result/series.ts';
import type { RankMethod } from '../../../statistics/ranking.ts';
import { calibrationChart } from './charts/calibration.ts';
import type { ChartBuilder, ChartSeries } from './charts/chart-series.ts';
import { cumulativeScoreChart } from './charts/cumulative-score.ts';
import { hitRateByHourChart } from './charts/hit-rate-by-hour.ts';
import { hitRateByMagnitudeChart } from './charts/hit-rate-by-magnitude.ts';
import { coefficientsByDay } from './charts/coefficients-by-day.ts';
import { informationCoefficientByDayChart } from './charts/information-coefficient-by-day.ts';
import { informationCoefficientDistributionChart } from './charts/information-coefficient-distribution.ts';
import { quantileReturnsChart } from './charts/quantile-returns.ts';
import { scoreByDayChart } from './charts/score-by-day.ts';
import { scoreCalendarChart } from './charts/score-calendar.ts';
import { scoreDistributionChart } from './charts/score-distribution.ts';
import { scoreDrawdownChart } from './charts/score-drawdown.ts';

const builders: readonly ChartBuilder[] = [
  cumulativeScoreChart,
  scoreDrawdownChart,
  informationCoefficientByDayChart,
  informationCoefficientDistributionChart,
  calibrationChart,
  hitRateByMagnitudeChart,
  quantileReturnsChart,
  hitRateByHourChart,
  scoreByDayChart,
  scoreCalendarChart,
  scoreDistributionChart,
];

/** Most points of one line, of all lines of a chart, and the fewest that a line is cut to when there are many. */
const mostPoints = 2000;
const mostPointsOfChart = 20_000;
const fewestPoints = 200;

/**
 * The charts of a replay, in the order in which they are shown, reduced to what a screen can show. Every chart has a
 * line for each series with a scored prediction, but for the calendar, which is of all together; without any scored
 * prediction there is no chart.
 *
 * @param series the run as a whole, its scopes, or both, by the names that readers see
 * @param ranks how ties rank, as in the metrics of the same run
 */
export function buildReplayCharts(series: readonly ChartSeries[], ranks: RankMethod): Chart[] {
  const filled = series.filter(({ sample }) => sample.length > 0);
  if (filled.length === 0) return [];
  const share = Math.floor(mostPointsOfChart / filled.length);
  const pointsPerLine = Math.max(fewestPoints, Math.min(mostPoints, share));
  const prepared = filled.map(({ name, sample }) => ({
    name,
    sample,
    coefficientsByDay: coefficientsByDay(sample, ranks),
  }));
  return builders.map((build) => build(prepared, { pointsPerLine }));
}
