import { z } from 'zod';
import { errorEnvelopeSchema } from '../src-core/errors/error-envelope.ts';
import { candleSchema } from '../src-core/feed/candle-schema.ts';
import { challengeProfileSchema } from '../src-core/kinds/replay/challenge/profile.ts';
import { predictionRecordSchema } from '../src-core/kinds/replay/prediction-record.ts';
import { replaySummarySchema } from '../src-core/kinds/replay/summary.ts';
import { jobSpecSchemaText } from '../src-main/cli/job-spec-schema.ts';

function schemaText(title: string, schema: z.ZodType): string {
  const document = { title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * The JSON Schemas in resources/schemas, by file name: of what people write (specs, challenges), so that an editor
 * completes it, and of what programs read (results, errors of `--json`).
 */
export const shippedSchemas: Readonly<Record<string, () => string>> = {
  'job-spec.schema.json': jobSpecSchemaText,
  'challenge.schema.json': () => schemaText('Hindcast challenge profile', challengeProfileSchema),
  'candle.schema.json': () => schemaText('Candle as a model receives it', candleSchema),
  'prediction.schema.json': () => schemaText('Row of predictions.parquet', predictionRecordSchema),
  'replay-summary.schema.json': () => schemaText('summary.json of a replay', replaySummarySchema),
  'error.schema.json': () => schemaText('Error of a command with --json', errorEnvelopeSchema),
};
