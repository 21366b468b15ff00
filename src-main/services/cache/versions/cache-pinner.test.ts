import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { coordinatorAddress } from '../../coordinators/coordinator-address.ts';
import { createHome, resolveHome, type Home } from '../../home/home.ts';
import { CachePinner } from './cache-pinner.ts';
import { CandleCache } from '../candle-cache.ts';
import { changeCoordinatorDays } from './coordinator-days.ts';
import { readUses } from '../upkeep/day-uses.ts';
import { updateLedger } from '../ledger.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';
const [usualHash, ownHash] = ['1'.repeat(64), '2'.repeat(64)];
const now = new Date('2026-01-01T00:00:00Z');
const preset = { url: 'http://127.0.0.1:8000', apiKey: undefined };

interface Scene {
  readonly home: Home;
  readonly cache: CandleCache;
  readonly pinner: CachePinner;
}

/** A day of which the coordinator that is saved as "Other" has another version. */
async function setScene(): Promise<Scene> {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  createHome(home);
  const cache = new CandleCache(home.cache);
  const [path, own] = [cache.pathOf(feed, day), join(home.cache, versionPath(ownHash))];
  for (const file of [path, own]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'what it holds does not matter here');
  }
  const { mtimeMs, size } = await stat(path);
  const entry = {
    sha256: usualHash,
    sizeBytes: size,
    rows: 1,
    modifiedMilliseconds: mtimeMs,
    verifiedAt: now.toISOString(),
    origin: 'coordinator',
    source: preset.url,
  } as const;
  await updateLedger(cache.folderOf(feed), new Map([[day, entry]]));
  await changeCoordinatorDays(cache.folderOf(feed), (days) => {
    days.set(day, new Map([['http://10.0.0.2', { sha256: ownHash, sizeBytes: size, rows: 2 }]]));
  });
  const coordinators = [
    { coordinator_id: 'default', name: 'Default', url: null },
    { coordinator_id: 'b', name: 'Other', url: 'http://10.0.0.2' },
  ];
  await writeFile(join(home.root, 'coordinators.json'), JSON.stringify({ schema_version: 1, coordinators }));
  const addressOf = (named: string): Promise<string> => coordinatorAddress(home, preset, named);
  return { home, cache, pinner: new CachePinner(cache, addressOf, () => now) };
}

describe('pinning', () => {
  it.each([
    [undefined, usualHash],
    ['Default', usualHash],
    ['other', ownHash],
    ['http://10.0.0.2/', ownHash],
    ['http://10.0.0.3', usualHash],
  ])('D19 takes what the coordinator has that the spec names: %s', async (coordinator, sha256) => {
    const { pinner } = await setScene();
    const { files, missingDays } = await pinner.pinSnapshot([feed], day, day, coordinator);
    expect(files.map((file) => file.sha256)).toEqual([sha256]);
    expect(missingDays).toEqual([]);
  });

  it('D19 says which coordinators there are when none has the name', async () => {
    const { pinner } = await setScene();
    await expect(pinner.pinSnapshot([feed], day, day, 'Othe')).rejects.toMatchObject({
      code: 'UNKNOWN_COORDINATOR',
      message: expect.stringContaining('Did you mean "Other"?'),
    });
  });

  it('D31 notes that the days are in use', async () => {
    const { cache, pinner } = await setScene();
    await pinner.pinSnapshot([feed], day, '2022-01-05');
    const usedAt = await readUses(cache.folderOf(feed));
    expect(['2022-01-02', day, '2022-01-05', '2022-01-06'].map(usedAt)).toEqual([
      undefined,
      now.getTime(),
      now.getTime(),
      undefined,
    ]);
  });
});
