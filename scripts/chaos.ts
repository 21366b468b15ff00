import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readReference } from './chaos/chaos-audit.ts';
import { chaosJobs } from './chaos/chaos-jobs.ts';
import { ChaosPlace } from './chaos/chaos-place.ts';
import { nameOf, planRound } from './chaos/chaos-plan.ts';
import { ChaosRound } from './chaos/chaos-round.ts';

/**
 * `npm run chaos -- --rounds N [--seed S] [--keep]`: runs the real application, kills and stops its processes and fills its
 * disk at random moments, and checks after each round that what docs/spec/queue.md promises has held. Round k has the
 * seed S + k, which decides what is done to whom; `--keep` keeps the homes of rounds that broke a rule. Ends with status 1
 * when one did. Linux only; without root there is no small disk to fill.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

async function main(rounds: number, firstSeed: number, keeps: boolean): Promise<number> {
  const place = new ChaosPlace();
  let [faults, violations] = [0, 0];
  try {
    await place.prepare();
    const jobs = chaosJobs(place.models, place.journals);
    if (!place.hasSmallDisk)
      console.log('No small disk can be mounted here, so none is filled; that needs root.');
    const quiet = new ChaosRound(
      place,
      jobs,
      {
        place: 'disk',
        jobs: jobs.flatMap((job, index) =>
          job.naturalEnd === 'completed' ? [{ job: index, isAfterFormer: false }] : [],
        ),
        faults: [],
      },
      'quiet',
    );
    const broken = await quiet.run(new Map());
    if (broken.length > 0) throw new Error(`Rules are broken without any fault:\n${broken.join('\n')}`);
    const reference = await readReference(quiet.home);
    for (let index = 0; index < rounds; index++) {
      const seed = firstSeed + index;
      const plan = planRound(seed, jobs.length, place.hasSmallDisk);
      const started = performance.now();
      const round = new ChaosRound(place, jobs, plan, String(seed));
      const found = await round.run(reference);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const names = plan.faults.map(({ fault }) => nameOf(fault)).join(', ');
      console.log(
        `${found.length === 0 ? '✓' : '✗'} round ${index + 1}, seed ${seed}, ${plan.place}, ${plan.jobs.length} jobs, ${seconds} s: ${names}`,
      );
      for (const violation of found) console.log(`    ${violation}`);
      faults += plan.faults.length;
      violations += found.length;
      if (keeps && found.length > 0) console.log(`    kept in ${round.home}`);
      else rmSync(round.home, { recursive: true, force: true });
    }
    console.log(`${rounds} rounds, ${faults} faults, ${violations} violations (seed ${firstSeed})`);
  } finally {
    if (!keeps || violations === 0) place.remove();
  }
  return violations;
}

if (process.platform === 'linux') {
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  const violations = await main(Number(values.rounds), seed, values.keep);
  process.exitCode = violations === 0 ? 0 : 1;
} else {
  console.log('Faults are only tried on Linux, where /proc tells which processes there are.');
}
