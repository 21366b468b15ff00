import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '../src-coordinator/logger.ts';
import { openParquetSession } from '../src-coordinator/parquet/parquet-session.ts';
import { ParquetSink } from '../src-coordinator/parquet/parquet-sink.ts';
import {
  SyntheticProvider,
  syntheticProviderSchema,
} from '../src-coordinator/providers/synthetic-provider.ts';
import { feedPath, type Feed } from '../src-core/feed/feed.ts';
import { dayStart, secondsPerDay } from '../src-core/time/utc.ts';

const feed: Feed = { source: 'synthetic-sample', subject: 'BTC', kind: 'candle', granularity: '1m' };
const firstDay = '2026-01-05';
const days = 7;

/**
 * Writes the candles that ship with Hindcast, for a first run on a machine without a network: made up, as their source
 * says, and the same whenever they are written.
 *
 * @param root absolute path of a folder that exists; gets the day files as a cache has them, and `manifest.json`
 */
export async function writeSampleCandles(root: string): Promise<void> {
  rmSync(join(root, feed.source), { recursive: true, force: true });
  const config = syntheticProviderSchema.parse({ type: 'synthetic', seed: 7, initial_price: 40_000 });
  const startSeconds = dayStart(firstDay);
  const records = await new SyntheticProvider(feed, config).fetchPage({
    feed,
    startSeconds,
    endSeconds: startSeconds + days * secondsPerDay,
    limit: Number.MAX_SAFE_INTEGER,
    signal: new AbortController().signal,
  });
  const session = await openParquetSession(root);
  const quarantine = join(root, 'quarantine');
  const sink = new ParquetSink({ session, root, quarantine, logger: silentLogger, now: Date.now });
  const written = await sink.write(feed, records);
  session.closeSync();
  const manifest = {
    about: `Synthetic candles of ${feedPath(feed)}, made by scripts/generate-sample.ts. They are no market's.`,
    feed,
    days: written.map(({ day, sha256, sizeBytes, records: rows }) => ({
      day,
      sha256,
      size_bytes: sizeBytes,
      rows,
    })),
  };
  writeFileSync(join(root, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
