import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ImportedRow, ImportPreview, ReadImport } from '../../../src-core/data/candle-import.ts';
import { HindcastError, toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { openSession } from '../session-pool.ts';
import { candleSteps } from './candle-steps.ts';
import { importedDays } from './imported-days.ts';
import type { ImportSource } from './import-source.ts';
import { loadImport, openImport, openSourceOf } from './read-import.ts';

const previewMemoryMb = 1024;
const rowsShown = 10;
const valuesShown = 3;

/**
 * Reads a user's file as {@link stageImport} would and tells what would come of it. Columns that are not understood, or
 * options that do not fit, are told as the `problem` of the preview, beside what the file holds.
 *
 * @throws HindcastError `BAD_INPUT` when the file is not there or nothing that can be read
 */
export async function previewImport(request: ReadImport): Promise<ImportPreview> {
  const session = await openSession([request.scratch, dirname(request.path)], previewMemoryMb);
  try {
    return await previewWith(session.connection, request);
  } finally {
    session.close();
  }
}

async function previewWith(connection: DuckDBConnection, request: ReadImport): Promise<ImportPreview> {
  const source = await openSourceOf(connection, request);
  const basis = {
    format: source.format,
    delimiter: source.delimiter,
    hasHeader: source.hasHeader,
    fileColumns: source.names.map((name, index) => ({
      name,
      values: source.sample.slice(0, valuesShown).map((row) => row[index] ?? ''),
    })),
    feed: feedOf(source),
  };
  try {
    const opened = openImport(source, request);
    const { figures } = await loadImport(connection, opened, request);
    return {
      ...basis,
      ...figures,
      decimalComma: opened.decimalComma,
      rows: await firstRows(connection),
      days: await importedDays(connection),
      ...(await candleSteps(connection)),
      problem: null,
    };
  } catch (thrown) {
    if (!(thrown instanceof HindcastError)) throw thrown;
    return {
      ...basis,
      decimalComma: false,
      rowsRead: 0,
      badRows: 0,
      badRowExamples: [],
      duplicates: 0,
      columns: {},
      rows: [],
      days: [],
      stepSeconds: null,
      medianStepSeconds: null,
      problem: toErrorEnvelope(thrown),
    };
  }
}

async function firstRows(connection: DuckDBConnection): Promise<ImportedRow[]> {
  const reader = await connection.runAndReadAll(
    `SELECT us / 1e6 AS time, open, high, low, close, volume FROM candle ORDER BY us LIMIT ${rowsShown}`,
  );
  return reader.getRowObjects() as unknown as ImportedRow[];
}

function feedOf({ format, names, sample }: ImportSource): Feed | null {
  const [first] = sample;
  if (format !== 'hindcast' || first === undefined) return null;
  const cell = (name: string): string => first[names.indexOf(name)] ?? '';
  return {
    source: cell('source'),
    subject: cell('subject'),
    kind: cell('kind') as Feed['kind'],
    granularity: cell('granularity'),
  };
}
