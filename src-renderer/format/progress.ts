import { percentDone } from '../../src-core/job/percent-done.ts';
import type { Progress } from '../../src-core/job/progress.ts';
import { formatRemaining } from './duration.ts';

/** How far a job is, in words: `simulating 62 %, ≈ 2 s`. */
export function formatProgress({ phase, fraction, eta_seconds: remaining }: Progress): string {
  const share = `${phase} ${percentDone(fraction)} %`;
  return remaining === null ? share : `${share}, ${formatRemaining(remaining)}`;
}
