import { basename, resolve } from 'node:path';
import { readCandleFileName } from '../../../src-core/data/candle-file-name.ts';
import type { ImportFigures, ImportOptions } from '../../../src-core/data/candle-import.ts';
import { fromErrorEnvelope, HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { feedSchema, parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { formatCount } from '../../../src-core/result/format-figure.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { importCandles, type ImportResult } from '../../services/cache/files-in-and-out/import-candles.ts';
import {
  previewCandles,
  type PreviewedCandles,
} from '../../services/cache/files-in-and-out/preview-candles.ts';
import { alignColumns } from '../align-columns.ts';
import { endingWorkerOnAbort } from '../../services/processes/ending-worker-on-abort.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataContext, type DataOptions } from './data-context.ts';
import { roomMaker, tidyAfter } from './open-upkeep.ts';

export interface DataImportOptions extends DataOptions {
  /** CSV, JSON or Parquet file, or an archive that holds one. */
  readonly file: string;
  /** What to file it as, `SOURCE/SUBJECT/KIND/GRANULARITY`; by name and contents of the file when left out. */
  readonly feed?: string;
  /** The source to file it under, where the name of the file tells the rest. */
  readonly source?: string;
  /** Leaves rows out whose time or price cannot be read. */
  readonly skipBadRows: boolean;
  /** Shows what would come of it, and writes nothing. */
  readonly dryRun: boolean;
  readonly options: ImportOptions;
}

/** `hindcast data import`: brings a file of the user's own into the cache. */
export async function runDataImport(options: DataImportOptions, io: CommandIo): Promise<void> {
  const given = options.feed === undefined ? undefined : parseFeedPath(options.feed);
  const path = resolve(options.file);
  io.progress({ label: `reading ${basename(path)}`, done: 0, total: null, unit: 'files' });
  await withData(options, (context) =>
    endingWorkerOnAbort(context.worker, options.signal, () => importFile(context, options, path, given, io)),
  );
}

async function importFile(
  context: DataContext,
  options: DataImportOptions,
  path: string,
  given: Feed | undefined,
  io: CommandIo,
): Promise<void> {
  if (options.dryRun) {
    const previewed = await preview(context, options, path, given);
    writeResult(io, previewDocument(path, previewed), () =>
      describePreview(path, previewed, options.skipBadRows),
    );
    if (previewed.preview.problem !== null) throw fromErrorEnvelope(previewed.preview.problem);
    return;
  }
  const feed = given ?? (await suggested(context, options, path));
  const result = await importCandles(
    {
      cache: context.cache,
      quarantine: options.home.quarantine,
      stage: (request) => context.worker.request('stageImport', request),
      now: context.now,
      makeRoom: roomMaker(options.home, context.cache),
    },
    { path, feed, skipBadRows: options.skipBadRows, options: options.options },
  );
  await tidyAfter(options.home, context.cache);
  const document = {
    file: path,
    feed: feedPath(feed),
    ...figuresDocument(result),
    days: result.days.map((day) => ({
      day: day.day,
      path: day.path,
      imported_rows: day.importedRows,
      rows: day.rows,
    })),
  };
  writeResult(io, document, () => describeImport(feedPath(feed), result));
}

function preview(
  { cache, worker }: DataContext,
  { options, source, skipBadRows }: DataImportOptions,
  path: string,
  feed: Feed | undefined,
): Promise<PreviewedCandles> {
  return previewCandles(
    { cache, preview: (request) => worker.request('previewImport', request) },
    { path, options, feed, source, skipBadRows },
  );
}

/**
 * What name and contents of a file say that it is.
 *
 * @throws HindcastError `BAD_INPUT` when they do not say it all
 */
async function suggested(context: DataContext, options: DataImportOptions, path: string): Promise<Feed> {
  // Where the name says it all, the file is read once.
  const named = feedSchema.safeParse({ ...readCandleFileName(path), kind: 'candle', ...sourceOf(options) });
  if (named.success) return named.data;
  const { feed, suggestion, preview: found } = await preview(context, options, path, undefined);
  if (found.problem !== null) throw fromErrorEnvelope(found.problem);
  if (feed !== undefined) return feed;
  const { source, subject, kind, granularity } = suggestion;
  const parts = [source ?? 'SOURCE', subject ?? 'SUBJECT', kind, granularity ?? 'GRANULARITY'].join('/');
  const how =
    source === null && subject !== null && granularity !== null
      ? `Say where it comes from with --source NAME, or say it all with --feed ${parts}.`
      : `Say it with --feed ${parts}.`;
  throw new HindcastError('BAD_INPUT', `The file does not tell what it should be filed as. ${how}`);
}

function sourceOf({ source }: DataImportOptions): { source?: string } {
  return source === undefined ? {} : { source };
}

function figuresDocument(figures: ImportFigures): object {
  return {
    format: figures.format,
    rows_read: figures.rowsRead,
    bad_rows: figures.badRows,
    bad_row_examples: figures.badRowExamples,
    duplicates: figures.duplicates,
    columns: figures.columns,
  };
}

function previewDocument(
  path: string,
  { preview: found, feed, suggestion, overlap }: PreviewedCandles,
): object {
  return {
    file: path,
    feed: feed === undefined ? null : feedPath(feed),
    suggestion,
    ...figuresDocument(found),
    delimiter: found.delimiter,
    decimal_comma: found.decimalComma,
    file_columns: found.fileColumns,
    rows: found.rows.map((row) => ({ ...row, time: isoTime(row.time) })),
    days: found.days,
    step_seconds: found.stepSeconds,
    overlap,
    problem: found.problem,
  };
}

function describePreview(
  path: string,
  { preview: found, feed, suggestion, overlap }: PreviewedCandles,
  skipBadRows: boolean,
): string {
  if (found.problem !== null && found.rowsRead === 0) {
    const columns = found.fileColumns.map(({ name, values }) => [JSON.stringify(name), values.join('  ')]);
    return `${path} has these columns:\n${alignColumns([['Column', 'First values'], ...columns], [])}`;
  }
  const { source, subject, kind, granularity } = suggestion;
  const named = feed === undefined ? undefined : feedPath(feed);
  const filed =
    named === undefined
      ? `It would need --feed ${source ?? 'SOURCE'}/${subject ?? 'SUBJECT'}/${kind}/${granularity ?? 'GRANULARITY'}.`
      : found.problem === null
        ? `Would be filed as ${named}.`
        : `Would be refused as ${named}.`;
  const shown = (value: number | null): string => (value === null ? '' : String(value));
  const lines = [
    `${path}: ${found.format}, ${amountOf(found.rowsRead, 'row')} on ${amountOf(found.days.length, 'day')}` +
      (found.days.length === 0 ? '.' : ` from ${found.days[0]?.day} to ${found.days.at(-1)?.day}, UTC.`),
    filed,
    describeColumns(found.columns),
    ...describeDuplicates(found),
    ...(skipBadRows ? describeLeftOut(found) : []),
    ...(overlap.length === 0
      ? []
      : [
          `Here already: ${amountOf(overlap.length, 'day')} of it, from ${overlap[0]} to ${overlap.at(-1)}, to be merged with it.`,
        ]),
    alignColumns(
      [
        ['Time', 'Open', 'High', 'Low', 'Close', 'Volume'],
        ...found.rows.map((row) => [
          isoTime(row.time),
          ...[row.open, row.high, row.low, row.close, row.volume].map(shown),
        ]),
      ],
      [1, 2, 3, 4, 5],
    ),
    'Nothing was written.',
  ];
  return lines.join('\n');
}

function describeImport(feed: string, result: ImportResult): string {
  const { days, columns } = result;
  const rows = days.reduce((sum, day) => sum + day.importedRows, 0);
  const lines = [
    `Imported ${formatCount(rows)} of ${amountOf(result.rowsRead, 'row')} as ${feed}: ${amountOf(days.length, 'day')} from ${days[0]?.day} to ${days.at(-1)?.day}.`,
    describeColumns(columns),
    ...describeDuplicates(result),
    ...describeLeftOut(result),
  ];
  return lines.join('\n');
}

function describeColumns(columns: ImportFigures['columns']): string {
  const parts = Object.entries(columns).map(
    ([field, name]) => `${field} from ${name === '' ? 'the first column' : JSON.stringify(name)}`,
  );
  return `Columns: ${parts.join(', ')}.`;
}

function describeDuplicates({ duplicates }: ImportFigures): string[] {
  if (duplicates === 0) return [];
  return [`Of rows with the same time the last was kept: ${formatCount(duplicates)} replaced.`];
}

function describeLeftOut({ badRows, badRowExamples }: ImportFigures): string[] {
  const [first] = badRowExamples;
  if (first === undefined) return [];
  return [
    `Left out: ${amountOf(badRows, 'row')} that cannot be read, the first of them row ${first.row}: ${first.problem}.`,
  ];
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
