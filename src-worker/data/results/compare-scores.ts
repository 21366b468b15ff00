import type { CompareScoresQuery, ScoreComparison } from '../../../src-core/data/prediction-queries.ts';
import { alignedCurve, overlapOfRuns } from '../../../src-core/result/comparison/aligned-curve.ts';
import { estimateDifference } from '../../../src-core/result/comparison/difference-estimate.ts';
import { pairedDifferences } from '../../../src-core/result/comparison/paired-differences.ts';
import type { ScoredRows } from '../../../src-core/result/comparison/scored-rows.ts';
import { minMaxDownsample } from '../../../src-core/statistics/downsample.ts';
import type { PredictionFile } from './prediction-file.ts';

/** How the scores of runs differ from those of the first, and how they add up where all have some. */
export async function compareScores(
  files: readonly PredictionFile[],
  { runs, points }: CompareScoresQuery,
): Promise<ScoreComparison> {
  const scored: ScoredRows[] = [];
  for (const file of files) scored.push(await scoredRows(file));
  const [baseline, ...others] = scored;
  if (baseline === undefined) return { differences: [], overlap: null, curves: [] };
  const overlap = overlapOfRuns(scored);
  return {
    differences: others.map((run, index) => {
      const shared = Math.max(runs[0]?.overlap ?? 1, runs[index + 1]?.overlap ?? 1);
      const estimate = estimateDifference(pairedDifferences(baseline, run), shared);
      return {
        paired: estimate.paired,
        mean: finiteOrNull(estimate.mean),
        low: finiteOrNull(estimate.low),
        high: finiteOrNull(estimate.high),
        confidence: estimate.confidence,
      };
    }),
    overlap: overlap ?? null,
    curves: scored.map((run) => {
      if (overlap === undefined) return { x: new Float64Array(0), y: new Float64Array(0) };
      return minMaxDownsample(alignedCurve(run, overlap), Math.max(4, points));
    }),
  };
}

async function scoredRows(file: PredictionFile): Promise<ScoredRows> {
  return file.derived('scored', async () => {
    const ts = await file.numbers('ts');
    const score = await file.numbers('score');
    const { codes, names: scopeNames } = await file.texts('scope_key');
    const columns = {
      ts: new Float64Array(file.rows),
      score: new Float64Array(file.rows),
      scope: new Uint16Array(file.rows),
    };
    let count = 0;
    for (let row = 0; row < file.rows; row++) {
      if (Number.isNaN(score[row])) continue;
      columns.ts[count] = ts[row] as number;
      columns.score[count] = score[row] as number;
      columns.scope[count++] = codes[row] as number;
    }
    const value: ScoredRows = {
      ts: columns.ts.slice(0, count),
      score: columns.score.slice(0, count),
      scope: columns.scope.slice(0, count),
      scopeNames,
    };
    return { value, bytes: value.ts.byteLength + value.score.byteLength + value.scope.byteLength };
  });
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
