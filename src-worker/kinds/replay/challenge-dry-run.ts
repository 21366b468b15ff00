import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allocateCandleColumns, type CandleColumns } from '../../../src-core/feed/candle.ts';
import type { ChallengeCheckReport } from '../../../src-core/kinds/replay/challenge/check-report.ts';
import {
  allocatePredictions,
  type PredictionTable,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { statusCode } from '../../../src-core/kinds/replay/prediction-columns.ts';
import { detectScoringStub, scoringProbes } from '../../../src-core/kinds/replay/scoring/detect-stub.ts';
import { SeededRandom } from '../../../src-core/numeric/seeded-random.ts';
import { isoSeconds } from '../../../src-core/time/utc.ts';
import { ReplayThread } from './thread/thread-client.ts';

const candlesPastWindow = 60;
const samplesShown = 5;
const memoryMb = 1024;

/**
 * Dry-runs a challenge: the scoring function on three different inputs, and the model on a handful of made-up candles,
 * so that what would fail after an hour of replay fails now (contract section 2.6).
 *
 * @throws HindcastError what the model or the scoring function failed with
 */
export async function dryRun(plan: ReplayPlan, challenge: string): Promise<ChallengeCheckReport> {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'hindcast-check-'));
  const subjects = plan.subjects.map((_, index) => madeUpCandles(plan, index));
  const warnings: string[] = [];
  const thread = new ReplayThread({
    plan,
    runId: 'challenge-check',
    temporaryFolder,
    memoryMb,
    predictions: allocatePredictions(
      plan,
      subjects.map((columns) => columns.length),
    ),
    onLog: (level, message, origin) => {
      if (level === 'warn' || level === 'error') warnings.push(`${origin}: ${message}`);
    },
    onChild: () => undefined,
    onPredictions: () => undefined,
  });
  try {
    await thread.ready();
    const probes = scoringProbes(plan.output);
    const probed = await thread.probe(probes);
    const stub = detectScoringStub(probed);
    if (stub !== null) warnings.push(stub);
    const candles = subjects[0]?.length ?? 0;
    await thread.run({ subjects });
    const counts = await thread.finish();
    return {
      challenge,
      candles,
      ticks: counts.ticks,
      predictions: thread.table.length,
      scored: countScored(thread.table),
      samples: firstSamples(thread.table),
      probes: probes.map((probe, index) => {
        const result = probed[index];
        return {
          output: JSON.stringify(probe.output),
          score: result?.success === true ? result.value : null,
          reason: result?.success === false ? result.reason : null,
        };
      }),
      warnings: [...warnings, ...outputWarnings(thread.table)],
    };
  } finally {
    await thread.terminate();
    await rm(temporaryFolder, { recursive: true, force: true });
  }
}

/** A seeded random walk, long enough for a full window and some predictions with outcomes. */
function madeUpCandles(plan: ReplayPlan, subjectIndex: number): CandleColumns {
  const random = new SeededRandom(plan.seed + subjectIndex);
  const longestHorizon = Math.max(...plan.scopes.map((scope) => scope.horizonSeconds));
  const count = plan.windowSize + candlesPastWindow + Math.ceil(longestHorizon / plan.granularitySeconds);
  const columns = allocateCandleColumns(count);
  let price = 100;
  for (let row = 0; row < count; row++) {
    columns.ts[row] = plan.range.startSeconds + row * plan.granularitySeconds;
    columns.open[row] = price;
    price *= 1 + (random.uniform() - 0.5) * 0.01;
    columns.close[row] = price;
    columns.high[row] = Math.max(columns.open[row] as number, price) * 1.001;
    columns.low[row] = Math.min(columns.open[row] as number, price) * 0.999;
    columns.volume[row] = 10 * random.uniform();
  }
  return columns;
}

function countScored(table: PredictionTable): number {
  let scored = 0;
  for (let row = 0; row < table.length; row++) if (table.status[row] === statusCode.scored) scored++;
  return scored;
}

function firstSamples(table: PredictionTable): ChallengeCheckReport['samples'] {
  return Array.from({ length: Math.min(samplesShown, table.length) }, (_, row) => ({
    at: isoSeconds(table.ts[row] as number),
    output: table.outputJson.get(row) ?? table.reason.get(row) ?? String(table.signal[row]),
    score: Number.isNaN(table.score[row]) ? null : (table.score[row] as number),
  }));
}

function outputWarnings(table: PredictionTable): string[] {
  const warnings: string[] = [];
  if (table.length === 0) warnings.push('The model was never asked for a prediction.');
  const failures = new Map<string, number>();
  for (const reason of table.reason.values()) failures.set(reason, (failures.get(reason) ?? 0) + 1);
  for (const [reason, count] of failures)
    warnings.push(`${count} of ${table.length} predictions: ${reason}.`);
  const signals = new Set(table.signal.subarray(0, table.length));
  if (table.length > 1 && signals.size === 1 && !signals.has(Number.NaN)) {
    warnings.push(`The model gave ${table.signal[0]} every time, whatever the candles.`);
  }
  return warnings;
}
