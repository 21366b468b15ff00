import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killPulls } from '../tests/support/kill-pulls.ts';
import { killBackfills } from '../src-coordinator/testing/kill-rounds.ts';

/**
 * `node bench/data-kill.ts [--rounds 100] [--seed S]`: kills processes of the data path at random moments and looks at
 * what they leave, more often than the tests do. Ends with status 1 and a sentence when a rule of docs/spec/data.md broke.
 */
type Row = readonly [what: string, figure: string, aim: string];

const usualRounds = 100;

export async function benchDataKills(rounds = usualRounds, seed = String(Date.now())): Promise<Row[]> {
  return [await benchBackfillKills(rounds, seed), await benchPullKills(rounds, seed)];
}

/** A coordinator amid its backfills. */
async function benchBackfillKills(rounds: number, seed: string): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-data-kill-'));
  try {
    const report = await killBackfills({ rounds, seed, folder });
    return [
      `backfill killed, ${report.backfills} backfills, ${report.downloads} downloads meanwhile, seed ${seed}`,
      `${report.rounds} of ${rounds} whole`,
      'all',
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A pull amid its downloads. */
async function benchPullKills(rounds: number, seed: string): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-pull-kill-'));
  try {
    const { kills, completed, faults } = await killPulls({ rounds, seed: Number(seed) || 1, folder });
    if (faults.length > 0) throw new Error(`Seed ${seed}: ${faults.join('; ')}`);
    return [`pull killed ${kills} times, seed ${seed}`, `${completed} of ${completed} whole`, 'all'];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: String(usualRounds) }, seed: { type: 'string' } },
  });
  for (const row of await benchDataKills(Number(values.rounds), values.seed)) console.log(row.join('   '));
}
