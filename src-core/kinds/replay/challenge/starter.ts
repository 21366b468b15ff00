import { challengeProfileSchema, type ChallengeProfile } from './profile.ts';

/**
 * The public starter challenge: what its coordinator and its challenge package fix (contract sections 2.1, 2.2, 2.6 and
 * 2.7). It is also what a run uses that names no challenge.
 */
export const starterChallenge: ChallengeProfile = challengeProfileSchema.parse({
  name: 'starter',
  description: 'The public starter challenge: predict the sign and size of the return one minute ahead.',
  scopes: [{ prediction_interval_seconds: 60, resolve_horizon_seconds: 60, step_seconds: 15 }],
  call: {
    method: 'predict',
    arguments: [
      { name: 'subject', value: 'subject' },
      { name: 'resolve_horizon_seconds', value: 'resolve_horizon_seconds' },
      { name: 'step_seconds', value: 'step_seconds' },
    ],
  },
  output: [{ name: 'value', type: 'float', default: 0 }],
  resolver: 'first_at_or_after',
  scoring: 'directional',
  aggregation: [
    { name: 'score_recent', hours: 24 },
    { name: 'score_steady', hours: 72 },
    { name: 'score_anchor', hours: 168 },
  ],
  metrics: ['ic', 'ic_sharpe', 'hit_rate', 'mean_return', 'max_drawdown', 'sortino_ratio', 'turnover'],
  ranking: { key: 'score_recent', direction: 'descending' },
});
