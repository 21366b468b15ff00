import { dirname, join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ExportedPredictions, ExportPredictionsCsv } from '../../src-core/data/predictions-export.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { sqlText } from '../duckdb/session.ts';
import { writeInPlace } from './durable-output.ts';
import { firstLineOf } from './first-line.ts';
import type { SessionPool } from './session-pool.ts';

/**
 * Writes `predictions.parquet` of a result as CSV: a header, the columns as stored, times as ISO 8601 in UTC, nothing
 * for null. A text that a spreadsheet would take for a formula begins with an apostrophe. The file appears whole or not
 * at all.
 *
 * @throws HindcastError `RESULT_CORRUPT` when the predictions cannot be read, `DISK_FULL`, `BAD_INPUT` when the CSV
 *   cannot be written for another reason
 */
export async function exportPredictionsCsv(
  { resultFolder, outPath }: ExportPredictionsCsv,
  sessions: SessionPool,
): Promise<ExportedPredictions> {
  const source = `read_parquet(${sqlText(join(resultFolder, 'predictions.parquet'))})`;
  return sessions.use([resultFolder, dirname(outPath)], async (connection) => {
    const described = await connection.runAndReadAll(`DESCRIBE FROM ${source}`).catch((cause: unknown) => {
      const reason = firstLineOf(cause);
      throw new HindcastError(
        'RESULT_CORRUPT',
        `The predictions in ${resultFolder} cannot be read: ${reason}.`,
        {
          cause,
        },
      );
    });
    const columns = described.getRows().map(([name, type]) => columnSql(String(name), String(type)));
    let rows = 0;
    try {
      await writeInPlace(outPath, async (unfinished) => {
        const copied = await connection.runAndReadAll(
          `COPY (SELECT ${columns.join(', ')} FROM ${source}) TO ${sqlText(unfinished)} (FORMAT csv, HEADER true)`,
        );
        rows = Number(copied.getRows()[0]?.[0]);
      });
    } catch (cause) {
      const reason = firstLineOf(cause);
      const code = diskFull.test(reason) ? 'DISK_FULL' : 'BAD_INPUT';
      throw new HindcastError(code, `Cannot write ${outPath}: ${reason}.`, { cause });
    }
    return { rows, sizeBytes: (await stat(outPath)).size };
  });
}

const diskFull = /no space left|ENOSPC|disk full/i;

/** What makes a spreadsheet compute a cell, and perhaps run a command, instead of showing it (OWASP, CSV injection). */
const formulaStart = "'^[=+@\\t\\r-]'";

function columnSql(name: string, type: string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  switch (type) {
    // As text a TIMESTAMPTZ would be in the zone of the machine.
    case 'TIMESTAMP WITH TIME ZONE':
      return `strftime(make_timestamp(epoch_us(${column})), '%Y-%m-%dT%H:%M:%SZ') AS ${column}`;
    case 'VARCHAR':
      return `CASE WHEN regexp_matches(${column}, ${formulaStart}) THEN '''' || ${column} ELSE ${column} END AS ${column}`;
    default:
      return column;
  }
}
