import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HistoryPlayer } from '../src-main/services/jobs/testing/history-player.ts';
import { histories } from '../src-main/services/jobs/testing/queue-histories.ts';

/**
 * `node bench/queue-histories.ts [--histories 10000] [--seed S]`: compares the job store with the model of its rules over
 * many more random histories than the tests do. Ends with status 1, and the shortest history that fails, when they differ.
 */
const { values } = parseArgs({
  options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const numRuns = Number(values.histories);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'hindcast-histories-'));
const player = new HistoryPlayer(folder);
const started = performance.now();
let steps = 0;
try {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      steps += history.length;
      await player.play(history);
    }),
    { numRuns, seed },
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${numRuns} histories of ${steps} steps agree with the model, in ${seconds} s (seed ${seed})`);
} finally {
  player.close();
  rmSync(folder, { recursive: true, force: true });
}
