import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../src-core/wire/canonical-json.ts';
import { storedSummarySchema, type StoredSummary } from '../../src-main/services/results/result-files.ts';
import { hindcast } from './command-line.ts';
import type { DemoModel } from './demo-models.ts';

/** A run of a model with what shows whether another run gave the same. */
export interface DemoRun {
  readonly model: DemoModel;
  readonly jobId: string;
  readonly folder: string;
  readonly summary: StoredSummary;
  readonly predictionsSha256: string;
  /** From the start of the command to its end. */
  readonly seconds: number;
}

const documentSchema = z.object({
  job_id: z.string(),
  result_folder: z.string(),
  summary: storedSummarySchema,
});

/** Runs a model through the command line and checks it for looking ahead. */
export async function runModel(
  home: string,
  model: DemoModel,
  more: readonly string[] = [],
): Promise<DemoRun> {
  const started = performance.now();
  const printed = await hindcast(home, ['run', model.spec, '--check-lookahead', ...more]);
  const seconds = (performance.now() - started) / 1000;
  const { job_id: jobId, result_folder: folder, summary } = documentSchema.parse(printed);
  const predictions = readFileSync(join(folder, 'predictions.parquet'));
  const predictionsSha256 = createHash('sha256').update(predictions).digest('hex');
  return { model, jobId, folder, summary, predictionsSha256, seconds };
}

/** Whether two runs gave the same predictions, byte for byte, and the same metrics. */
export function sameResult(first: DemoRun, second: DemoRun): boolean {
  return (
    first.predictionsSha256 === second.predictionsSha256 &&
    canonicalJson(first.summary.metrics) === canonicalJson(second.summary.metrics)
  );
}
