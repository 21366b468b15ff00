import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { DayFileInspection, InspectDayFile } from '../../src-core/data/day-file-inspection.ts';
import { dayQualityOf, lookAtDay, spanOfDay } from '../../src-core/quality/day-quality.ts';
import { allocateCandleColumns, type CandleColumns } from '../../src-core/feed/candle.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { readFooter, type ParquetFooter } from '../parquet/footer.ts';
import { readNumberColumns, type NumberColumn } from '../parquet/number-columns.ts';
import { isMetadataStrict } from '../parquet/strict-metadata.ts';
import { isReadableText } from '../parquet/text-columns.ts';

/** Twenty for each second of a day; DuckDB reads more in pieces. */
const mostRows = 1 << 21;
const mostBytes = 64 * 1024 * 1024;
const prices = ['open', 'high', 'low', 'close', 'volume'] as const;
const names = ['source', 'subject', 'kind', 'granularity'] as const;
const numbers: readonly NumberColumn[] = [
  { name: 'ts_event', form: 'microseconds' },
  ...prices.map((name) => ({ name, form: 'double' }) as const),
];

/**
 * Looks at a day file in full, without DuckDB, when it is one of the usual kind and has nothing that needs a closer look:
 * every byte of it is hashed and every value of the columns of contract section 1.7 is read.
 *
 * @returns undefined for any other file, good or bad, and for one that cannot be opened
 */
export function quickInspection(request: InspectDayFile): DayFileInspection | undefined {
  const bytes = bytesOf(request.path);
  const footer = bytes === undefined ? undefined : footerOf(bytes);
  if (bytes === undefined || footer === undefined) return undefined;
  if (!isMetadataStrict(bytes, footer)) return undefined;
  const read = readColumns(bytes, footer, request);
  if (read === undefined) return undefined;
  const { columns, microseconds } = read;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    rows: microseconds.length,
    sha256,
    sizeBytes: bytes.length,
    withoutPrice: 0,
    ...timesOf(microseconds, request.day),
    quality: dayQualityOf(lookAtDay(request.feed, spanOfDay(request.day), columns, new Map())),
  };
}

let keptBytes = Buffer.alloc(0);

/**
 * Read at one go, into memory that the next file uses again: for a small file four promises cost more than all the rest,
 * and clearing up after large ones as much as reading them.
 */
function bytesOf(path: string): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const { size } = fstatSync(descriptor);
    if (size > mostBytes) return undefined;
    if (keptBytes.length < size) keptBytes = Buffer.allocUnsafeSlow(size);
    return keptBytes.subarray(0, readSync(descriptor, keptBytes, 0, size, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function footerOf(bytes: Uint8Array): ParquetFooter | undefined {
  try {
    return readFooter(bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** All columns, when each can be read, the names are those of the feed and every row has a close. */
function readColumns(
  bytes: Uint8Array,
  footer: ParquetFooter,
  { feed }: InspectDayFile,
): { columns: CandleColumns; microseconds: Float64Array } | undefined {
  const rows = footer.rowGroups.reduce((sum, group) => sum + group.rows, 0);
  // No row takes less than a bit: a damaged footer must not ask for memory without end.
  if (rows > Math.min(mostRows, 8 * bytes.length)) return undefined;
  const time = footer.columns.find(({ name }) => name === 'ts_event');
  if (time?.isUtcMicroseconds !== true) return undefined;
  if (!names.every((name) => isReadableText(bytes, footer, { name, always: feed[name] }))) return undefined;
  if (!isReadableText(bytes, footer, { name: 'meta' })) return undefined;
  const { columns, microseconds } = memoryFor(rows);
  const targets = [microseconds, ...prices.map((name) => columns[name])];
  if (!readNumberColumns(bytes, numbers, rows, targets)) return undefined;
  for (let row = 0; row < rows; row++) columns.ts[row] = Math.floor((microseconds[row] as number) / 1e6);
  // Plain loops: callbacks for each of 86,400 rows cost as much as reading them.
  for (let row = 0; row < rows; row++) if (!Number.isFinite(columns.close[row])) return undefined;
  return { columns, microseconds };
}

let [kept, keptMicroseconds] = [allocateCandleColumns(0), new Float64Array(0)];

/** Memory that the next file uses again: making it anew for each costs as much as reading. Nothing here waits meanwhile. */
function memoryFor(rows: number): { columns: CandleColumns; microseconds: Float64Array } {
  if (kept.length < rows) [kept, keptMicroseconds] = [allocateCandleColumns(rows), new Float64Array(rows)];
  const part = (column: Float64Array): Float64Array => column.subarray(0, rows);
  return {
    columns: {
      length: rows,
      ts: part(kept.ts),
      open: part(kept.open),
      high: part(kept.high),
      low: part(kept.low),
      close: part(kept.close),
      volume: part(kept.volume),
    },
    microseconds: part(keptMicroseconds),
  };
}

type Times = Pick<DayFileInspection, 'firstTs' | 'lastTs' | 'duplicates' | 'outOfOrder' | 'outsideDay'>;

function timesOf(microseconds: Float64Array, day: string): Times {
  const start = dayStart(day) * 1e6;
  const end = start + secondsPerDay * 1e6;
  let first = Infinity;
  let last = -Infinity;
  let previous = -Infinity;
  let outOfOrder = 0;
  let outsideDay = 0;
  let isRising = true;
  const { length } = microseconds;
  for (let row = 0; row < length; row++) {
    const at = microseconds[row] as number;
    if (at < previous) outOfOrder++;
    if (at <= previous) isRising = false;
    if (at < start || at >= end) outsideDay++;
    if (at < first) first = at;
    if (at > last) last = at;
    previous = at;
  }
  return {
    firstTs: length === 0 ? null : first / 1e6,
    lastTs: length === 0 ? null : last / 1e6,
    duplicates: isRising ? 0 : length - new Set(microseconds).size,
    outOfOrder,
    outsideDay,
  };
}
