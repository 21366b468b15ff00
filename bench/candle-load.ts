import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CandleAudit } from '../src-core/quality/candle-audit.ts';
import type { PinnedFile } from '../src-core/job/worker-protocol.ts';
import { CandleReader } from '../src-worker/kinds/replay/candle-reader.ts';
import { LazyCandleSession } from '../src-worker/kinds/replay/candle-session.ts';
import { smallestWithin } from './best-of.ts';
import { pinnedFile } from '../tests/support/pinned-file.ts';
import { benchPlan } from './engine.ts';

/** Milliseconds to bring a year of one-minute candles from 365 Parquet files into clean typed arrays; the best of five seconds. */
export async function benchCandleLoad(cacheRoot: string, feed: string): Promise<number> {
  const folder = join(cacheRoot, feed);
  const files: PinnedFile[] = readdirSync(folder)
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => pinnedFile(cacheRoot, `${feed}/${name}`, 1440));
  const [source = '', subject = '', , granularity = ''] = feed.split('/');
  const plan = { ...benchPlan, feeds: [{ source, subject, kind: 'candle' as const, granularity }] };
  return smallestWithin(5, async () => {
    const session = new LazyCandleSession(cacheRoot, cacheRoot);
    const audit = new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range);
    const started = performance.now();
    let rows = 0;
    for await (const batch of new CandleReader(session, cacheRoot, plan, files, audit).batches()) {
      rows += batch.subjects[0]?.length ?? 0;
    }
    const milliseconds = performance.now() - started;
    await session.close();
    if (rows !== 525_600) throw new Error(`Read ${rows} candles instead of a year of them.`);
    return milliseconds;
  });
}
