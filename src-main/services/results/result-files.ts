import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import { chartsSchema, type Charts } from '../../../src-core/result/series.ts';
import { summaryBaseShape } from '../../../src-core/result/summary-base.ts';
import { verifyManifest } from './manifest-check.ts';

/** A summary of any kind of job; what a kind adds is kept as it is. */
export const storedSummarySchema = z.looseObject(summaryBaseShape);
export type StoredSummary = z.output<typeof storedSummarySchema>;

/** What a summary has to say of the data that it stands on; see {@link receiptSchema}. */
const provenanceSchema = z.object({
  receipt: z.object({
    snapshot_id: z.string().min(1),
    dataset_version_ids: z.record(z.string(), z.string()),
  }),
});

/**
 * The summary of a result folder. Rule Q33.
 *
 * @throws HindcastError `RESULT_MISSING`; `RESULT_CORRUPT`; `RESULT_INCOMPLETE` when it does not say which data it stands
 *   on
 */
export async function readSummary(folder: string): Promise<StoredSummary> {
  const summary = await readJson(folder, 'summary.json');
  const isObject = typeof summary === 'object' && summary !== null && !Array.isArray(summary);
  if (isObject && !provenanceSchema.safeParse(summary).success) {
    throw new HindcastError(
      'RESULT_INCOMPLETE',
      `summary.json in ${folder} does not say which data the result stands on (snapshot_id, dataset_version_ids). ` +
        'Run the job again.',
      { details: { folder } },
    );
  }
  return parseOrThrow(storedSummarySchema, summary, `summary.json in ${folder}`, 'RESULT_CORRUPT');
}

/**
 * The charts of a result folder.
 *
 * @throws HindcastError `RESULT_MISSING` or `RESULT_CORRUPT`
 */
export async function readCharts(folder: string): Promise<Charts> {
  return parseOrThrow(
    chartsSchema,
    await readJson(folder, 'charts.json'),
    `charts.json in ${folder}`,
    'RESULT_CORRUPT',
  );
}

/** The summary of a result folder after every file in it was checked against its manifest. */
export async function readVerifiedSummary(folder: string, jobId: string): Promise<StoredSummary> {
  await verifyManifest(folder, jobId);
  return readSummary(folder);
}

async function readJson(folder: string, name: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, name), 'utf8');
  } catch (error) {
    throw new HindcastError(
      'RESULT_MISSING',
      `${name} is missing from the result in ${folder}. Run the job again.`,
      { cause: error, details: { folder, file: name } },
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HindcastError('RESULT_CORRUPT', `${name} in ${folder} is not JSON. Run the job again.`, {
      cause: error,
      details: { folder, file: name },
    });
  }
}
