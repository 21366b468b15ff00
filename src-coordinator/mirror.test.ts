import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseFeedsConfig } from './config.ts';
import { startCoordinator, type Coordinator } from './coordinator.ts';
import { silentLogger } from './logger.ts';
import { endedJob, getJson, postBackfill } from './testing/coordinator-client.ts';
import { queryParquet } from './testing/parquet-rows.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const candles = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const ticks = { source: 'file', subject: 'EUR', kind: 'tick', granularity: '1s' };
const range = { start: '2026-01-01T06:00:00Z', end: '2026-01-03T18:00:00Z' };
const key = 'key-of-the-first';

interface Link {
  coordinator: Coordinator;
  backfill: string;
  log: string[];
}

async function link([ofCandles, ofTicks]: readonly object[], apiKey?: string): Promise<Link> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'ticks'));
  await writeFile(
    join(folder, 'ticks/eur.csv'),
    'time,price,venue\n2026-01-01T06:00:00Z,1.5,x\n2026-01-01T06:00:00Z,1.6,y\n2026-01-02T00:00:01Z,1.7,"a ""b"""\n',
  );
  const log: string[] = [];
  const write = (fields: Record<string, unknown>, message: string): void =>
    void log.push(`${message} ${JSON.stringify(fields)}`);
  const feeds = [
    { ...candles, provider: ofCandles },
    { ...ticks, provider: ofTicks },
  ];
  const coordinator = await startCoordinator({
    port: 0,
    dataDirectory: join(folder, 'data'),
    feeds: parseFeedsConfig({ feeds }, folder),
    environment: { FIRST_KEY: key },
    clock: () => Date.UTC(2026, 10, 21, 12),
    apiKey,
    readAuth: apiKey !== undefined,
    logger: { ...silentLogger, info: write, warn: write, error: write },
  });
  onTestFinished(() => coordinator.close());
  return { coordinator, backfill: join(folder, 'data/backfill'), log };
}

async function fill({ coordinator }: Link, feed: object, headers = {}): Promise<number> {
  const { status, body } = await postBackfill(coordinator.url, { ...feed, ...range }, headers);
  expect(status, JSON.stringify(body)).toBe(201);
  const job = await endedJob(coordinator.url, String(body['id']), headers);
  expect(job).toMatchObject({ status: 'completed', error: null });
  return job.records_written;
}

async function rowsBelow(folder: string): Promise<Record<string, unknown[][]>> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => name.endsWith('.parquet'))
    .sort();
  const entries = names.map(async (name) => [
    name,
    await queryParquet(join(folder, name), 'SELECT * REPLACE (epoch_us(ts_event) AS ts_event) FROM $file'),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, unknown[][]>;
}

describe('a chain of three coordinators', () => {
  it('D5 D6 ends with the very rows that it began with', async () => {
    const first = await link(
      [
        { type: 'synthetic', seed: 7, initial_price: 40_000 },
        { type: 'csv', folder: 'ticks' },
      ],
      key,
    );
    const ofFirst = { type: 'parquet', base_url: first.coordinator.url, api_key_env: 'FIRST_KEY' };
    const second = await link([ofFirst, ofFirst]);
    const ofSecond = { type: 'parquet', base_url: second.coordinator.url };
    const third = await link([ofSecond, ofSecond]);
    for (const feed of [candles, ticks]) {
      const made = await fill(first, feed, { 'x-api-key': key });
      expect(await fill(second, feed)).toBe(made);
      expect(await fill(third, feed)).toBe(made);
    }
    const rows = await rowsBelow(first.backfill);
    expect(Object.values(rows).map(({ length }) => length)).toEqual([1, 1, 1080, 1440, 1080]);
    expect(rows['file/EUR/tick/1s/2026-01-02.parquet']?.[0]?.at(-1)).toBe(
      '{"price":1.7,"venue":"a \\"b\\""}',
    );
    expect(await rowsBelow(third.backfill)).toEqual(rows);
    const index = await getJson<{ sha256: string }[]>(`${second.coordinator.url}/data/backfill/index`);
    expect(await getJson(`${third.coordinator.url}/data/backfill/index`)).toEqual(index);
    expect([...first.log, ...second.log, ...third.log].join('\n')).not.toContain(key);
  });

  it('D6 leaves nothing of another coordinator lying about', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data/incoming'), { recursive: true });
    await writeFile(join(folder, 'data/incoming/left.parquet'), 'from a crash');
    const provider = { type: 'parquet', base_url: 'http://127.0.0.1:9' };
    const coordinator = await startCoordinator({
      port: 0,
      dataDirectory: join(folder, 'data'),
      feeds: parseFeedsConfig({ feeds: [{ ...candles, provider }] }, folder),
    });
    onTestFinished(() => coordinator.close());
    await expect(readFile(join(folder, 'data/incoming/left.parquet'))).rejects.toThrow(/ENOENT/);
  });

  it('D4 fails the job when the coordinator before it refuses', async () => {
    const guarded = await link(
      [
        { type: 'synthetic', seed: 7, initial_price: 1 },
        { type: 'csv', folder: 'ticks' },
      ],
      key,
    );
    const mirror = await link([
      { type: 'parquet', base_url: guarded.coordinator.url },
      { type: 'csv', folder: 'ticks' },
    ]);
    const { body } = await postBackfill(mirror.coordinator.url, { ...candles, ...range });
    const job = await endedJob(mirror.coordinator.url, String(body['id']));
    expect(job).toMatchObject({
      status: 'failed',
      records_written: 0,
      error: expect.stringMatching(/401.*api_key_env/),
    });
  });
});
