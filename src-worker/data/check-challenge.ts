import type {
  ChallengeCheckReport,
  CheckChallenge,
} from '../../src-core/kinds/replay/challenge/check-report.ts';
import { planReplay } from '../../src-core/kinds/replay/kind.ts';
import { replaySpecSchema } from '../../src-core/kinds/replay/spec.ts';

/** Dry-runs a challenge's scorer and a model. What it needs is loaded only now: nothing else here runs user code. */
export async function checkChallenge({ spec, challenge }: CheckChallenge): Promise<ChallengeCheckReport> {
  const plan = planReplay(replaySpecSchema.parse(spec));
  const { dryRun } = await import('../kinds/replay/challenge-dry-run.ts');
  return dryRun(plan, challenge);
}
