import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DayFileInspection, InspectDayFile } from '../../src-core/data/day-file-inspection.ts';
import { dayQualityOf, lookAtDay, spanOfDay } from '../../src-core/data/day-quality.ts';
import { allocateCandleColumns, type CandleColumns } from '../../src-core/feed/candle.ts';
import { dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import { readFooter, type ParquetFooter } from '../parquet/footer.ts';
import { readNumberColumns, type NumberColumn } from '../parquet/number-columns.ts';
import { isMetadataStrict } from '../parquet/strict-metadata.ts';
import { isReadableText } from '../parquet/text-columns.ts';

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
export async function quickInspection(request: InspectDayFile): Promise<DayFileInspection | undefined> {
  const bytes = await readFile(request.path).catch(() => undefined);
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
  if (rows > 8 * bytes.length) return undefined;
  const time = footer.columns.find(({ name }) => name === 'ts_event');
  if (time?.isUtcMicroseconds !== true) return undefined;
  if (!names.every((name) => isReadableText(bytes, footer, { name, always: feed[name] }))) return undefined;
  if (!isReadableText(bytes, footer, { name: 'meta' })) return undefined;
  const columns = allocateCandleColumns(rows);
  const microseconds = new Float64Array(rows);
  const targets = [microseconds, ...prices.map((name) => columns[name])];
  if (!readNumberColumns(bytes, numbers, rows, targets)) return undefined;
  for (let row = 0; row < rows; row++) columns.ts[row] = Math.floor((microseconds[row] as number) / 1e6);
  return columns.close.every(Number.isFinite) ? { columns, microseconds } : undefined;
}

type Times = Pick<DayFileInspection, 'firstTs' | 'lastTs' | 'duplicates' | 'outOfOrder' | 'outsideDay'>;

function timesOf(microseconds: Float64Array, day: string): Times {
  const start = dayStart(day) * 1e6;
  const end = start + secondsPerDay * 1e6;
  let [first, last, previous] = [Infinity, -Infinity, -Infinity];
  let [outOfOrder, outsideDay] = [0, 0];
  let isRising = true;
  for (const at of microseconds) {
    if (at < previous) outOfOrder++;
    if (at <= previous) isRising = false;
    if (at < start || at >= end) outsideDay++;
    first = Math.min(first, at);
    last = Math.max(last, at);
    previous = at;
  }
  const { length } = microseconds;
  return {
    firstTs: length === 0 ? null : first / 1e6,
    lastTs: length === 0 ? null : last / 1e6,
    duplicates: isRising ? 0 : length - new Set(microseconds).size,
    outOfOrder,
    outsideDay,
  };
}
