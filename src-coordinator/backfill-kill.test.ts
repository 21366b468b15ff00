import { describe, expect, it } from 'vitest';
import { killBackfills } from './testing/kill-rounds.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A hundred rounds: `node bench/data-kill.ts`. */
describe('a coordinator that is killed ten times', () => {
  it('D2 D7 loses, doubles and tears nothing, and counts right', { timeout: 300_000 }, async () => {
    const report = await killBackfills({ rounds: 10, seed: 'ten', folder: await temporaryFolder() });
    expect(report.rounds).toBe(10);
    expect(report.interrupted).toBeGreaterThan(0);
  });
});
