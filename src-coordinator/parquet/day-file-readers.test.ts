import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import { silentLogger } from '../logger.ts';
import type { HistoryRecord } from '../providers/history-provider.ts';
import { queryParquet } from '../testing/parquet-rows.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openParquetSession } from './parquet-session.ts';
import { ParquetSink } from './parquet-sink.ts';

const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const midnight = Date.UTC(2026, 0, 15) / 1000;
const meta = '{"trades":7,"_record_meta":{"venue":"é"}}';
const candle: HistoryRecord = { ts: midnight, open: 0.1, high: 2.5, low: -1, close: 1e-9, volume: 0, meta };
const tick: HistoryRecord = {
  ts: midnight + 60,
  open: null,
  high: null,
  low: null,
  close: null,
  volume: null,
  meta: '{"price":1.5}',
};
const dimensions = ['synthetic', 'BTC', 'candle', '1m'];
const rows = [
  [midnight * 1e6, ...dimensions, 0.1, 2.5, -1, 1e-9, 0, meta],
  [(midnight + 60) * 1e6, ...dimensions, null, null, null, null, null, '{"price":1.5}'],
];

/** The file after a rewrite, as it is after most pages. */
async function dayFile(): Promise<string> {
  const root = join(await temporaryFolder(), 'backfill');
  await mkdir(root);
  const session = await openParquetSession(root);
  onTestFinished(() => session.closeSync());
  const quarantine = join(root, '..', 'quarantine');
  const sink = new ParquetSink({ session, root, quarantine, logger: silentLogger, now: () => 0 });
  await sink.write(feed, [tick, { ...candle, close: 5 }]);
  await sink.write(feed, [candle]);
  return join(root, 'synthetic/BTC/candle/1m/2026-01-15.parquet');
}

const python = process.env['HINDCAST_TEST_PYTHON'] ?? 'python3';
const hasModule = (name: string): boolean =>
  spawnSync(python, ['-c', `import ${name}`], { stdio: 'ignore' }).status === 0;

/** What a script prints as JSON, given the file as its argument. */
function runPython(script: string, file: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const texts = ['source', 'subject', 'kind', 'granularity'];
const prices = ['open', 'high', 'low', 'close', 'volume'];
const typesOf = (time: string, text: string, number: string): string[][] => [
  ['ts_event', time],
  ...texts.map((name) => [name, text]),
  ...prices.map((name) => [name, number]),
  ['meta', text],
];

describe('a day file', () => {
  it('D7 is read by DuckDB with the schema of the contract', async () => {
    const file = await dayFile();
    const types = await queryParquet(file, 'SELECT column_name, column_type FROM (DESCRIBE FROM $file)');
    expect(types).toEqual(typesOf('TIMESTAMP WITH TIME ZONE', 'VARCHAR', 'DOUBLE'));
    const found = await queryParquet(
      file,
      'SELECT * REPLACE (epoch_us(ts_event)::DOUBLE AS ts_event) FROM $file',
    );
    expect(found).toEqual(rows);
  });

  it.skipIf(!hasModule('pyarrow'))('D7 is read by pyarrow (needs python3 with pyarrow)', async () => {
    const script = `
import json, sys, pyarrow as pa, pyarrow.parquet as parquet
table = parquet.read_table(sys.argv[1])
times = table["ts_event"].cast(pa.int64()).to_pylist()
print(json.dumps({
  "types": [[field.name, str(field.type)] for field in table.schema],
  "codec": parquet.ParquetFile(sys.argv[1]).metadata.row_group(0).column(0).compression,
  "rows": [[time, *list(row.values())[1:]] for time, row in zip(times, table.to_pylist())]}))`;
    expect(runPython(script, await dayFile())).toEqual({
      types: typesOf('timestamp[us, tz=UTC]', 'string', 'double'),
      codec: 'SNAPPY',
      rows,
    });
  });

  it.skipIf(!hasModule('pandas, pyarrow'))('D7 is read by pandas (needs python3 with pandas)', async () => {
    const script = `
import json, sys, pandas
frame = pandas.read_parquet(sys.argv[1])
print(json.dumps({
  "time": str(frame["ts_event"].dtype),
  "times": [int(time.timestamp() * 1e6) for time in frame["ts_event"]],
  "prices": [str(frame[name].dtype) for name in ["open", "high", "low", "close", "volume"]],
  "rows": json.loads(frame.drop(columns="ts_event").to_json(orient="values", double_precision=15))}))`;
    expect(runPython(script, await dayFile())).toEqual({
      time: 'datetime64[us, UTC]',
      times: rows.map(([time]) => time),
      prices: prices.map(() => 'float64'),
      rows: rows.map((row) => row.slice(1)),
    });
  });

  it.skipIf(!hasModule('polars'))('D7 is read by Polars (needs python3 with polars)', async () => {
    const script = `
import json, sys, polars
frame = polars.read_parquet(sys.argv[1])
print(json.dumps({
  "types": [[name, str(kind)] for name, kind in frame.schema.items()],
  "rows": frame.with_columns(polars.col("ts_event").dt.epoch("us")).rows()}))`;
    expect(runPython(script, await dayFile())).toEqual({
      types: typesOf("Datetime(time_unit='us', time_zone='UTC')", 'String', 'Float64'),
      rows,
    });
  });
});
