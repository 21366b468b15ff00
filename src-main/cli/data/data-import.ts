import { resolve } from 'node:path';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { importCandles, type ImportResult } from '../../services/cache/import-candles.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';

export interface DataImportOptions extends DataOptions {
  /** CSV or Parquet file. */
  readonly file: string;
  /** What to file it as, `SOURCE/SUBJECT/KIND/GRANULARITY`. */
  readonly feed: string;
  /** Leaves rows out whose time or price cannot be read. */
  readonly skipBadRows: boolean;
}

/** `hindcast data import`: brings a CSV or Parquet file of the user's own into the cache. */
export async function runDataImport(options: DataImportOptions, io: CommandIo): Promise<void> {
  const feed = parseFeedPath(options.feed);
  const path = resolve(options.file);
  const result = await withData(options, ({ cache, worker, now }) =>
    importCandles(
      { cache, stage: (request) => worker.request('stageImport', request), now },
      { path, feed, skipBadRows: options.skipBadRows, options: {} },
    ),
  );
  const document = {
    file: path,
    feed: feedPath(feed),
    rows_read: result.rowsRead,
    bad_rows: result.badRows,
    bad_row_examples: result.badRowExamples,
    duplicates: result.duplicates,
    columns: result.columns,
    days: result.days.map((day) => ({
      day: day.day,
      path: day.path,
      imported_rows: day.importedRows,
      rows: day.rows,
    })),
  };
  writeResult(io, document, () => describeImport(feedPath(feed), result));
}

function describeImport(feed: string, result: ImportResult): string {
  const { days, columns } = result;
  const rows = days.reduce((sum, day) => sum + day.importedRows, 0);
  const lines = [
    `Imported ${rows} of ${result.rowsRead} rows as ${feed}: ${days.length} days from ${days[0]?.day} to ${days.at(-1)?.day}.`,
    `Columns: ${Object.entries(columns)
      .map(([field, name]) => `${field} from ${name === '' ? 'the first column' : JSON.stringify(name)}`)
      .join(', ')}.`,
  ];
  if (result.duplicates > 0)
    lines.push(`Of rows with the same time the last was kept: ${result.duplicates} replaced.`);
  if (result.badRows > 0) {
    const [first] = result.badRowExamples;
    lines.push(
      `Left out: ${result.badRows} rows that cannot be read, the first of them row ${first?.row}: ${first?.problem}.`,
    );
  }
  return lines.join('\n');
}
