import { z } from 'zod';
import { candleExportFormats, candleExportTimes } from '../../data/candle-export.ts';
import { importDelimiters, type ImportOptions } from '../../data/candle-import.ts';
import { errorEnvelopeSchema } from '../../errors/error-envelope.ts';
import { feedKindSchema, feedSchema } from '../../feed/feed-schema.ts';
import { daySchema, feedRangeSchema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

const activityStarted = z.object({ activityId: z.string() });
const columnNamesSchema = z.array(z.string()).optional();

/** What a user says of a file to import; see {@link ImportOptions}. */
export const importOptionsSchema: z.ZodType<ImportOptions> = z.strictObject({
  delimiter: z.enum(importDelimiters).optional(),
  columns: z
    .strictObject({
      time: columnNamesSchema,
      open: columnNamesSchema,
      high: columnNamesSchema,
      low: columnNamesSchema,
      close: columnNamesSchema,
      volume: columnNamesSchema,
    })
    .optional(),
  timeZone: z.string().max(64).optional(),
  timeFormat: z.string().max(64).optional(),
  decimalComma: z.boolean().optional(),
});

const priceSchema = z.number().nullable();

/** Candles in files of the user's own: brought in, written out, made of others. */
export const candleFileOperations = {
  /** Reads a file as `data.import` would; nothing is kept. */
  'data.importPreview': query({
    permission: 'SUBMIT',
    input: z.strictObject({
      path: z.string().min(1),
      options: importOptionsSchema.default({}),
      /** Of which it is told which days are here already. */
      feed: feedSchema.nullable().default(null),
    }),
    output: z.object({
      /** Whose files look like this one: `binance`, `metatrader`, …; `csv` and `parquet` for all others. */
      format: z.string(),
      /** Null for files that are not CSV. */
      delimiter: z.string().nullable(),
      decimalComma: z.boolean(),
      hasHeader: z.boolean(),
      /** Every column of the file with its first values. */
      fileColumns: z.array(z.object({ name: z.string(), values: z.array(z.string()) })),
      /** Which column is taken for which field; two that are joined stand with ` + ` between them. */
      columns: z.record(z.string(), z.string()),
      /** The first rows as they would be stored; times in seconds since the epoch, UTC. */
      rows: z.array(
        z.object({
          time: z.number(),
          open: priceSchema,
          high: priceSchema,
          low: priceSchema,
          close: priceSchema,
          volume: priceSchema,
        }),
      ),
      rowsRead: z.int(),
      badRows: z.int(),
      badRowExamples: z.array(z.object({ row: z.int(), problem: z.string() })),
      duplicates: z.int(),
      dayCount: z.int(),
      firstDay: daySchema.nullable(),
      lastDay: daySchema.nullable(),
      /** The commonest time between rows. */
      stepSeconds: z.number().nullable(),
      /** What to file it as, as far as the file, its name and its times tell. */
      suggestion: z.object({
        source: z.string().nullable(),
        subject: z.string().nullable(),
        kind: feedKindSchema,
        granularity: z.string().nullable(),
      }),
      /** Days of the file that the cache has of the feed that was asked about, or else suggested. */
      overlap: z.object({ days: z.int(), firstDay: daySchema.nullable(), lastDay: daySchema.nullable() }),
      /** Why it cannot be imported as asked; there are no rows where it cannot even be read. */
      problem: errorEnvelopeSchema.nullable(),
    }),
    errors: ['UNSAFE_PATH', 'WORKER_CRASHED'],
  }),
  /**
   * Writes candles into a file; an activity of kind `export`. Its result has an `export_id`, which `exports.save` and
   * the download take.
   */
  'data.export': command({
    permission: 'EXPORT_DATA',
    input: feedRangeSchema.extend({
      format: z.enum(candleExportFormats),
      times: z.enum(candleExportTimes).default('iso'),
    }),
    output: activityStarted,
  }),
  /** Makes a feed of a larger period; an activity of kind `resample`. */
  'data.resample': command({
    permission: 'SUBMIT',
    input: feedRangeSchema.extend({
      /** A period that the candles fill and that fills a day, such as `5m`. */
      granularity: z.string(),
      /** Also replaces days that came from elsewhere. */
      replace: z.boolean().default(false),
    }),
    output: activityStarted,
  }),
};
