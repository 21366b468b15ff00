import { readFile } from 'node:fs/promises';
import { CandleCache } from '../../cache/candle-cache.ts';
import { openPathGuard } from '../../files/path-guard.ts';
import type { JobQueue } from '../job-queue.ts';
import type { Submission } from './job-submission.ts';
import { installSampleCandles } from './sample-candles.ts';
import { specPathsOf } from './spec-paths.ts';

const specFile = new URL('../../../../resources/sample/example-job.json', import.meta.url);

/**
 * Queues the job that ships with Hindcast, over candles that ship with it: what a fresh machine without a network can
 * run. Asked again, it is the same job.
 */
export async function submitExample(queue: JobQueue, user: string): Promise<Submission> {
  const { home, clock, hub } = queue.parts;
  if (await installSampleCandles(new CandleCache(home.cache), clock.now())) {
    hub.publish({ type: 'stale', area: 'data' });
  }
  return queue.service.submit({
    input: JSON.parse(await readFile(specFile, 'utf8')),
    subject: 'The example',
    ...specPathsOf(home, openPathGuard),
    force: false,
    createdBy: user,
    options: { checkLookahead: false },
  });
}
