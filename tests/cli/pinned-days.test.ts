import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import type { IndexEntry } from '../../src-core/feed/index-entry.ts';
import { FakeCoordinator } from '../../src-main/services/coordinator/testing/fake-coordinator.ts';
import { minuteCandles, writeDayFile } from '../support/candle-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));
const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const name = 'test/BTC/candle/1m';
const day = '2026-01-15';

interface Ended {
  readonly status: number;
  readonly document: Record<string, unknown>;
}

/** Offers a day whose first candles cost so much, with so many of them. */
async function offer(coordinator: FakeCoordinator, count: number, firstPrice: number): Promise<void> {
  const root = temporaryFolder();
  const path = await writeDayFile({ root, feed, day, candles: minuteCandles(day, count, firstPrice) });
  const { size } = await stat(path);
  const entry: IndexEntry = { path: `${name}/${day}.parquet`, records: count, size_bytes: size, date: day };
  coordinator.serve(root, [entry]);
}

it('D20 a result and a waiting job keep the candles that they are pinned to when newer ones come', async () => {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  const hindcast = (...parameters: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [program, ...parameters, '--home', home, '--json'],
        (error, stdout, stderr) => {
          const status = typeof error?.code === 'number' ? error.code : 0;
          const text = status === 0 ? stdout : (stderr.trim().split('\n').at(-1) ?? '');
          resolve({ status, document: JSON.parse(text) as Ended['document'] });
        },
      );
    });
  const pull = (): Promise<Ended> =>
    hindcast('data', 'pull', '--coordinator', coordinator.url, '--feed', name, '--from', day, '--to', day);
  const specOf = (called: string): string => {
    const path = join(folder, `${called}.json`);
    const spec = { kind: 'replay', name: called, model: { path: 'model.js' }, feed, start: day, end: day };
    writeFileSync(path, JSON.stringify({ ...spec, seed: called.length }));
    return path;
  };
  writeFileSync(
    join(folder, 'model.js'),
    'export default class { tick() {} predict() { return { value: 1 } } }',
  );
  await offer(coordinator, 1440, 100);
  expect(await pull()).toMatchObject({ status: 0, document: { downloaded: [`${name}/${day}.parquet`] } });
  const done = await hindcast('run', specOf('done'));
  expect(done.status).toBe(0);
  const submitted = await hindcast('jobs', 'submit', specOf('waiting'));
  expect(submitted.status).toBe(0);

  await offer(coordinator, 1439, 200);
  expect(await pull()).toMatchObject({ document: { downloaded: [`${name}/${day}.parquet`] } });
  const jobId = done.document['job_id'] as string;
  expect(await hindcast('verify', jobId)).toMatchObject({ status: 0 });
  const waited = await hindcast('run', specOf('waiting'));
  // The spec is a new job on the new candles; the one that waited has run on the old ones when it is its turn.
  expect(waited.document['existing']).toBe(false);
  expect(await hindcast('jobs', 'work', '--until-idle')).toMatchObject({ status: 0 });
  const { jobs } = (await hindcast('jobs', 'list')).document as { jobs: { name: string; job_id: string }[] };
  const receipts = await Promise.all(
    jobs.map(async (job) => {
      const summary = await readFile(join(home, 'results', job.job_id, 'summary.json'), 'utf8');
      const { receipt } = JSON.parse(summary) as { receipt: { files: { rows: number }[] } };
      return `${job.name} ${receipt.files[0]?.rows}`;
    }),
  );
  expect(receipts.sort()).toEqual(['done 1440', 'waiting 1439', 'waiting 1440']);

  rmSync(join(home, 'cache', '.versions'), { recursive: true });
  expect(await hindcast('verify', jobId)).toMatchObject({
    status: 4,
    document: {
      error: { code: 'NOT_REPRODUCED', message: expect.stringContaining(`${name}/${day}.parquet`) },
    },
  });
}, 60_000);
