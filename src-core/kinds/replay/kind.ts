import { parseOrThrow } from '../../errors/schema-error.ts';
import { HindcastError } from '../../errors/hindcast-error.ts';
import type { JobKind, SpecContext } from '../job-kind.ts';
import { challengeProfileSchema, type ChallengeProfile } from './challenge/profile.ts';
import { starterChallenge } from './challenge/starter.ts';
import { resolveReplaySpec, type ReplayPlan } from './plan.ts';
import { replaySpecSchema, type ReplaySpec } from './spec.ts';

/**
 * The challenge of an inlined spec: the one it carries, else the starter challenge.
 *
 * @throws HindcastError `INTERNAL` when the spec names a file, and so has not been inlined
 */
function challengeOf(spec: ReplaySpec): ChallengeProfile {
  const { challenge } = spec;
  if (challenge === undefined || challenge === starterChallenge.name) return starterChallenge;
  if (typeof challenge !== 'string') return challenge;
  throw new HindcastError('INTERNAL', `The challenge ${challenge} was not read.`);
}

/** The plan of an inlined spec. */
export function planReplay(spec: ReplaySpec): ReplayPlan {
  return resolveReplaySpec(spec, challengeOf(spec), starterChallenge);
}

async function inlined(spec: ReplaySpec, context: SpecContext): Promise<ReplaySpec> {
  const { challenge } = spec;
  if (typeof challenge !== 'string' || challenge === starterChallenge.name) return spec;
  const content = await context.readJson(challenge);
  const profile = parseOrThrow(challengeProfileSchema, content, challenge, 'BAD_SPEC');
  return {
    ...spec,
    challenge: withFunctionPaths(profile, (path) => context.resolveBeside(challenge, path)),
  };
}

/** The same challenge or spec with the paths of its scoring function and its resolver replaced. */
function withFunctionPaths<Settings extends Pick<ReplaySpec, 'scoring' | 'resolver'>>(
  settings: Settings,
  map: (path: string) => string,
): Settings {
  const { scoring, resolver } = settings;
  return {
    ...settings,
    ...(typeof scoring === 'object' ? { scoring: { ...scoring, path: map(scoring.path) } } : {}),
    ...(typeof resolver === 'object' ? { resolver: { ...resolver, path: map(resolver.path) } } : {}),
  };
}

export const replayKind: JobKind<typeof replaySpecSchema> = {
  kind: 'replay',
  title: 'Model replay',
  specSchema: replaySpecSchema,
  inlined,
  plan: planReplay,
  dataNeed: (spec) => {
    const plan = planReplay(spec);
    return { feeds: plan.feeds, range: plan.range, faultPolicy: plan.faultPolicy };
  },
  codeReferences: (spec) => {
    // The plan knows which functions are used: the spec's own, or those of its challenge.
    const { scoring, resolver } = planReplay(spec);
    return [
      { role: 'model', path: spec.model.path },
      ...(typeof scoring === 'object' ? [{ role: 'scoring', path: scoring.path }] : []),
      ...(typeof resolver === 'object' ? [{ role: 'resolver', path: resolver.path }] : []),
    ];
  },
  withResolvedPaths: (spec, map) => ({
    ...withFunctionPaths(spec, map),
    ...challengeWithPaths(spec.challenge, map),
    model: {
      ...spec.model,
      path: map(spec.model.path),
      ...(spec.model.python === undefined || !isPath(spec.model.python)
        ? {}
        : { python: map(spec.model.python) }),
    },
  }),
  callTimeoutSeconds: (spec) => spec.model.call_timeout_seconds,
};

function challengeWithPaths(
  challenge: ReplaySpec['challenge'],
  map: (path: string) => string,
): Pick<ReplaySpec, 'challenge'> {
  if (challenge === undefined || challenge === starterChallenge.name) return {};
  return { challenge: typeof challenge === 'string' ? map(challenge) : withFunctionPaths(challenge, map) };
}

/** A bare command such as `python3` is looked up on the PATH; anything with a separator is a file. */
function isPath(interpreter: string): boolean {
  return /[\\/]/.test(interpreter);
}
