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

/**
 * The summary of a result folder.
 *
 * @throws HindcastError `RESULT_MISSING` or `RESULT_CORRUPT`
 */
export async function readSummary(folder: string): Promise<StoredSummary> {
  return parseOrThrow(
    storedSummarySchema,
    await readJson(folder, 'summary.json'),
    `summary.json in ${folder}`,
    'RESULT_CORRUPT',
  );
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
