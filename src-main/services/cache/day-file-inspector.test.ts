import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { DayFileInspection } from '../../../src-core/data/day-file-inspection.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { CandleCache } from './candle-cache.ts';
import { dayFileInspector, type DayFileInspector } from './day-file-inspector.ts';
import { listQuarantine } from './upkeep/quarantine-list.ts';
import { verifyCache } from './upkeep/verify-cache.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';
const request = { path: '/cache/day', feed, day };
const good = { rows: 1 } as DayFileInspection;

/** An inspector whose worker crashes, and of which a process for one file ends as it is told. */
function afterCrash(signalOfSecond: NodeJS.Signals | null): DayFileInspector {
  const crash = (signal: NodeJS.Signals): Promise<never> =>
    Promise.reject(new HindcastError('WORKER_CRASHED', 'ended', { details: { code: null, signal } }));
  return dayFileInspector({
    request: () => crash('SIGSEGV'),
    requestAlone: () => (signalOfSecond === null ? Promise.resolve(good as never) : crash(signalOfSecond)),
  });
}

it('a file during which the worker crashed is good when it can be read alone', async () => {
  expect(await afterCrash(null)(request)).toBe(good);
});

it('nothing is said of a file whose process was ended from outside', async () => {
  await expect(afterCrash('SIGKILL')(request)).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
});

it('D22 a file that crashes its reader twice is damaged and goes to quarantine with that reason', async () => {
  const folder = temporaryFolder();
  const [cache, quarantine] = [new CandleCache(join(folder, 'cache')), join(folder, 'quarantine')];
  const path = cache.pathOf(feed, day);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'what no reader survives');
  const parts = { cache, quarantine, inspect: afterCrash('SIGSEGV'), now: () => new Date() };
  const { damaged } = await verifyCache(parts, { moveDamaged: true });
  expect(damaged).toMatchObject([{ reason: expect.stringContaining('ends the process that reads it') }]);
  expect(await listQuarantine(quarantine)).toMatchObject([{ feed, day, reason: damaged[0]?.reason }]);
  expect(await cache.cachedDays(feed)).toEqual([]);
});
