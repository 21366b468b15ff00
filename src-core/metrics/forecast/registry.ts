import { HindcastError } from '../../errors/hindcast-error.ts';
import { nearestName } from '../../errors/nearest-name.ts';
import { accuracy } from './accuracy.ts';
import { brierScore } from './brier-score.ts';
import type { ForecastMetric } from './forecast-metric.ts';
import { hitRate } from './hit-rate.ts';
import { informationCoefficientSharpe } from './information-coefficient-sharpe.ts';
import { informationCoefficient } from './information-coefficient.ts';
import { maxDrawdown } from './max-drawdown.ts';
import { standardErrorMetric } from './mean-metric.ts';
import { meanReturn } from './mean-return.ts';
import { scoreMean } from './score-mean.ts';
import { scoreWindow, type ScoreWindow } from './score-window.ts';
import { sortinoRatio } from './sortino-ratio.ts';
import { turnover } from './turnover.ts';

const always: readonly ForecastMetric[] = [
  scoreMean,
  standardErrorMetric(scoreMean),
  informationCoefficient,
  informationCoefficientSharpe,
  hitRate,
  standardErrorMetric(hitRate),
  meanReturn,
  standardErrorMetric(meanReturn),
  maxDrawdown,
  sortinoRatio,
  turnover,
  brierScore,
  accuracy,
];

/**
 * The metrics of a forecasting run, in the order in which they are shown: the challenge's rolling windows of the score,
 * then those that every run has. More can be appended (checklist 54).
 *
 * @throws HindcastError `BAD_SPEC` when a window has the name of another window or metric
 */
export function forecastMetrics(windows: readonly ScoreWindow[]): ForecastMetric[] {
  const definitions = [...windows.map(scoreWindow), ...always];
  const names = definitions.map((definition) => definition.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new HindcastError(
      'BAD_SPEC',
      `"aggregation" has a window called "${twice}", but another metric has that name. Rename the window.`,
    );
  }
  return definitions;
}

/**
 * The metric of that name.
 *
 * @throws HindcastError `BAD_SPEC` naming the nearest known metric
 */
export function findForecastMetric(name: string, definitions: readonly ForecastMetric[]): ForecastMetric {
  const found = definitions.find((definition) => definition.name === name);
  if (found !== undefined) return found;
  const names = definitions.map((definition) => definition.name);
  const nearest = nearestName(name, names);
  throw new HindcastError(
    'BAD_SPEC',
    `There is no metric "${name}"${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} ` +
      `Known metrics: ${names.join(', ')}.`,
  );
}
