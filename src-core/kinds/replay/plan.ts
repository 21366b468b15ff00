import { HindcastError } from '../../errors/hindcast-error.ts';
import { defaultFaultPolicy, type FaultPolicy } from '../../quality/fault-policy.ts';
import { feedPath, granularitySeconds, type Feed } from '../../feed/feed.ts';
import { findForecastMetric, forecastMetrics } from '../../metrics/forecast/registry.ts';
import { parseRange, type TimeRange } from '../../time/utc.ts';
import type { AggregationWindow, ChallengeProfile } from './challenge/profile.ts';
import type { OutputField } from './output-schema.ts';
import { refuseUnknownScoreFields, valueField } from './score-fields.ts';
import type { Scope } from './scope.ts';
import type { ResolverChoice, ScoringChoice } from './scoring-choice.ts';
import type { ReplaySpec } from './spec.ts';

export type ReplayMode = ReplaySpec['mode'];

/** A value that `predict` receives, and the keyword under which a Python model receives it. */
export interface CallArgument {
  name: string;
  value: 'subject' | 'resolve_horizon_seconds' | 'step_seconds' | 'scope';
}

/** A replay spec with nothing left open: what the engine, the model hosts and the metrics work from. */
export interface ReplayPlan {
  readonly mode: ReplayMode;
  readonly seed: number;
  readonly feeds: readonly Feed[];
  readonly subjects: readonly string[];
  readonly range: TimeRange;
  readonly granularitySeconds: number;
  readonly windowSize: number;
  readonly scopes: readonly Scope[];
  readonly model: ReplaySpec['model'];
  readonly call: { readonly method: string; readonly arguments: readonly CallArgument[] };
  readonly output: readonly OutputField[];
  readonly resolver: ResolverChoice;
  readonly scoring: ScoringChoice;
  /** How many seconds past the horizon the resolving candle may lie; infinite in compatible mode. */
  readonly gapToleranceSeconds: number;
  readonly faultPolicy: FaultPolicy;
  readonly aggregation: readonly AggregationWindow[];
  readonly featuredMetrics: readonly string[];
  readonly ranking: { readonly key: string; readonly direction: 'ascending' | 'descending' };
}

const defaultScope = { interval: 60, horizon: 60, step: 15 };

/**
 * Closes what a spec leaves open: spec first, then its challenge, then the starter challenge's values.
 *
 * @throws HindcastError `BAD_SPEC` when no feed is named, a scope names a subject outside the feed, two scopes share a
 *   key, the granularity is not a period, the ranking names no metric, or a window averages a field that a built-in
 *   scoring has not; `BAD_INPUT` for dates that cannot be read or are reversed
 */
export function resolveReplaySpec(
  spec: ReplaySpec,
  challenge: ChallengeProfile,
  starter: ChallengeProfile,
): ReplayPlan {
  const feed = spec.feed ?? challenge.feed;
  if (feed === undefined) {
    throw new HindcastError(
      'BAD_SPEC',
      `The spec names no feed, and challenge "${challenge.name}" has none. Add "feed".`,
    );
  }
  const subjects = typeof feed.subject === 'string' ? [feed.subject] : feed.subject;
  if (new Set(subjects).size !== subjects.length) {
    throw new HindcastError('BAD_SPEC', `"feed.subject" names a subject twice: ${subjects.join(', ')}.`);
  }
  const period = granularitySeconds(feed.granularity);
  if (period === undefined) {
    throw new HindcastError(
      'BAD_SPEC',
      `"feed.granularity" is "${feed.granularity}", which is not a period. Write a number and s, m, h or d, for example 1m.`,
    );
  }
  const aggregation = spec.aggregation ?? challenge.aggregation ?? starter.aggregation ?? [];
  const ranking = spec.ranking ?? challenge.ranking ?? { key: 'score_recent', direction: 'descending' };
  // A name that clashes or does not exist is an error now, not at the end of a long run.
  findForecastMetric(ranking.key, forecastMetrics(aggregation));
  const scoring = spec.scoring ?? challenge.scoring ?? 'directional';
  // What a function of the user's returns is known with its first score only.
  if (typeof scoring === 'string') refuseUnknownScoreFields(aggregation, [valueField]);
  return {
    mode: spec.mode,
    seed: spec.seed,
    feeds: subjects.map((subject) => ({ ...feed, subject })),
    subjects,
    range: parseRange(spec.start, spec.end),
    granularitySeconds: period,
    windowSize: spec.window_size,
    scopes: resolveScopes(spec, challenge, subjects),
    model: spec.model,
    call: {
      method: (spec.call ?? challenge.call ?? starter.call)?.method ?? 'predict',
      arguments: spec.call?.arguments ?? challenge.call?.arguments ?? starter.call?.arguments ?? [],
    },
    output: spec.output ?? challenge.output ?? starter.output ?? [],
    resolver: spec.resolver ?? challenge.resolver ?? 'first_at_or_after',
    scoring,
    gapToleranceSeconds:
      spec.mode === 'compatible' ? Number.POSITIVE_INFINITY : (spec.gap_tolerance_seconds ?? 2 * period),
    faultPolicy: {
      policy: spec.data_policy ?? challenge.data_policy ?? defaultFaultPolicy.policy,
      maxMissingFraction:
        spec.max_missing_fraction ?? challenge.max_missing_fraction ?? defaultFaultPolicy.maxMissingFraction,
    },
    aggregation,
    featuredMetrics: spec.metrics ?? challenge.metrics ?? starter.metrics ?? [],
    ranking,
  };
}

function resolveScopes(spec: ReplaySpec, challenge: ChallengeProfile, subjects: readonly string[]): Scope[] {
  const declared = spec.scopes ?? challenge.scopes ?? [{}];
  const scopes: Scope[] = [];
  for (const scope of declared) {
    const own = spec.scopes === undefined ? {} : scope;
    const horizonSeconds =
      own.resolve_horizon_seconds ??
      spec.resolve_horizon_seconds ??
      scope.resolve_horizon_seconds ??
      defaultScope.horizon;
    const intervalSeconds =
      own.prediction_interval_seconds ??
      spec.prediction_interval_seconds ??
      scope.prediction_interval_seconds ??
      defaultScope.interval;
    const stepSeconds = own.step_seconds ?? spec.step_seconds ?? scope.step_seconds ?? defaultScope.step;
    for (const subject of scope.subject === undefined ? subjects : [scope.subject]) {
      const subjectIndex = subjects.indexOf(subject);
      if (subjectIndex < 0) {
        throw new HindcastError(
          'BAD_SPEC',
          `A scope predicts "${subject}", but the feed has only ${subjects.join(', ')}. Add it to "feed.subject".`,
        );
      }
      const named = scope.scope_key;
      const key =
        named === undefined
          ? `${subject}-${horizonSeconds}`
          : scope.subject === undefined && subjects.length > 1
            ? `${named}-${subject}`
            : named;
      scopes.push({ key, subject, subjectIndex, intervalSeconds, horizonSeconds, stepSeconds });
    }
  }
  const keys = scopes.map((scope) => scope.key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) {
    throw new HindcastError('BAD_SPEC', `Two scopes are called "${twice}". Give each its own "scope_key".`);
  }
  return scopes;
}

/** The feeds of a plan by their paths, for messages. */
export function describeFeeds(plan: ReplayPlan): string {
  return plan.feeds.map(feedPath).join(', ');
}
