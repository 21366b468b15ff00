import type { SeriesPoints, SeriesQuery } from '../../../src-core/data/prediction-queries.ts';
import { belowPeak } from '../../../src-core/statistics/below-peak.ts';
import { minMaxDownsample, type Points } from '../../../src-core/statistics/downsample.ts';
import { pointsBetween } from '../../../src-core/statistics/points-between.ts';
import { runningSum } from '../../../src-core/statistics/running-sum.ts';
import type { NumberColumn, PredictionFile } from './prediction-file.ts';

type SeriesName = SeriesQuery['series'];

/** Where the points of each series come from: a column as it is, or a line made of another series. */
const sources: Readonly<
  Record<SeriesName, { column: NumberColumn } | { of: SeriesName; map: (y: Float64Array) => Float64Array }>
> = {
  score: { column: 'score' },
  value: { column: 'value' },
  actual_return: { column: 'actualReturn' },
  cumulative_score: { of: 'score', map: runningSum },
  drawdown: { of: 'cumulative_score', map: belowPeak },
};

/** Fewer do not keep the ends and an extreme of each direction. */
const fewestPoints = 4;

/**
 * A series between two times. Sums run over the whole series, whatever part of it is asked for, and are kept, so that
 * zooming costs no more than the reduction.
 */
export async function predictionSeries(
  file: PredictionFile,
  { series, scope, from, to, points }: SeriesQuery,
): Promise<SeriesPoints> {
  const whole = await wholeSeries(file, series, scope);
  const part = pointsBetween(whole, from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY);
  const reduced = minMaxDownsample(part, Math.max(fewestPoints, points));
  // Copies: a view would take all of the memory that it looks at along through the process border.
  return { x: reduced.x.slice(), y: reduced.y.slice(), total: part.x.length };
}

async function wholeSeries(file: PredictionFile, series: SeriesName, scope: string | null): Promise<Points> {
  return file.derived(`series:${JSON.stringify([series, scope])}`, async () => {
    const source = sources[series];
    if ('of' in source) {
      const { x, y } = await wholeSeries(file, source.of, scope);
      const mapped = source.map(y);
      return { value: { x, y: mapped }, bytes: mapped.byteLength };
    }
    const points = await columnPoints(file, source.column, scope);
    return { value: points, bytes: points.x.byteLength + points.y.byteLength };
  });
}

/** The rows of a scope that have a value in the column. */
async function columnPoints(
  file: PredictionFile,
  column: NumberColumn,
  scope: string | null,
): Promise<Points> {
  const ts = await file.numbers('ts');
  const values = await file.numbers(column);
  const codes = scope === null ? undefined : (await file.texts('scope_key')).codes;
  const wanted = scope === null ? 0 : await file.codeOf('scope_key', scope);
  const x = new Float64Array(file.rows);
  const y = new Float64Array(file.rows);
  let count = 0;
  for (let row = 0; row < file.rows; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value) || (codes !== undefined && codes[row] !== wanted)) continue;
    x[count] = ts[row] as number;
    y[count++] = value;
  }
  return { x: x.slice(0, count), y: y.slice(0, count) };
}
