import type { builtInScorings } from '../scoring-choice.ts';
import { crpsGaussian } from './crps-gaussian.ts';
import { directional } from './directional.ts';
import type { OutputScoring, SignalScoring } from './scoring-function.ts';
import { signedReturn } from './signed-return.ts';
import { squaredError } from './squared-error.ts';

export type BuiltInScoringName = (typeof builtInScorings)[number];

export type BuiltInScoring =
  | { readonly form: 'signal'; readonly scoring: SignalScoring }
  | { readonly form: 'output'; readonly scoring: OutputScoring };

/** The built-in scoring functions by the names that a spec uses. */
export const builtInScoringByName: Readonly<Record<BuiltInScoringName, BuiltInScoring>> = {
  directional: { form: 'signal', scoring: directional },
  signed_return: { form: 'signal', scoring: signedReturn },
  squared_error: { form: 'signal', scoring: squaredError },
  crps_gaussian: { form: 'output', scoring: crpsGaussian },
};
