import { parseOrThrow } from '../../errors/schema-error.ts';
import type { CodeReference, JobKind, SpecContext } from '../job-kind.ts';
import { challengeProfileSchema, type ChallengeProfile } from './challenge/profile.ts';
import { starterChallenge } from './challenge/starter.ts';
import { resolveReplaySpec, type ReplayPlan } from './plan.ts';
import { replaySpecSchema, type ReplaySpec } from './spec.ts';

/** The challenge a spec names: the starter challenge by its name or by default, else the file. */
export function challengeOf(spec: ReplaySpec, context: SpecContext): ChallengeProfile {
  if (spec.challenge === undefined || spec.challenge === starterChallenge.name) return starterChallenge;
  return parseOrThrow(challengeProfileSchema, context.readJson(spec.challenge), spec.challenge, 'BAD_SPEC');
}

/** The plan of a spec, with its challenge read through `context`. */
export function planReplay(spec: ReplaySpec, context: SpecContext): ReplayPlan {
  return resolveReplaySpec(spec, challengeOf(spec, context), starterChallenge);
}

export const replayKind: JobKind<typeof replaySpecSchema> = {
  kind: 'replay',
  title: 'Model replay',
  specSchema: replaySpecSchema,
  dataNeed: (spec, context) => {
    const plan = planReplay(spec, context);
    return { feeds: plan.feeds, range: plan.range };
  },
  codeReferences,
  withResolvedPaths: (spec, map) => ({
    ...spec,
    ...(spec.challenge === undefined || spec.challenge === starterChallenge.name
      ? {}
      : { challenge: map(spec.challenge) }),
    model: {
      ...spec.model,
      path: map(spec.model.path),
      ...(spec.model.python === undefined || !isPath(spec.model.python)
        ? {}
        : { python: map(spec.model.python) }),
    },
    ...(typeof spec.scoring === 'object'
      ? { scoring: { ...spec.scoring, path: map(spec.scoring.path) } }
      : {}),
    ...(typeof spec.resolver === 'object'
      ? { resolver: { ...spec.resolver, path: map(spec.resolver.path) } }
      : {}),
  }),
  callTimeoutSeconds: (spec) => spec.model.call_timeout_seconds,
};

function codeReferences(spec: ReplaySpec): CodeReference[] {
  const references: CodeReference[] = [{ role: 'model', path: spec.model.path }];
  if (spec.challenge !== undefined && spec.challenge !== starterChallenge.name) {
    references.push({ role: 'challenge', path: spec.challenge });
  }
  if (typeof spec.scoring === 'object') references.push({ role: 'scoring', path: spec.scoring.path });
  if (typeof spec.resolver === 'object') references.push({ role: 'resolver', path: spec.resolver.path });
  return references;
}

/** A bare command such as `python3` is looked up on the PATH; anything with a separator is a file. */
function isPath(interpreter: string): boolean {
  return /[\\/]/.test(interpreter);
}
