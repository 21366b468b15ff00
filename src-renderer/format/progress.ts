import type { Progress } from '../../src-core/job/progress.ts';
import { formatRemaining } from './duration.ts';

/** How far a job is, in words: `simulating 62 %, ≈ 2 s`. */
export function formatProgress({ phase, fraction, eta_seconds: remaining }: Progress): string {
  const share = `${phase} ${Math.floor(fraction * 100)} %`;
  return remaining === null ? share : `${share}, ${formatRemaining(remaining)}`;
}
