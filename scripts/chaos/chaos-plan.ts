import { SeededRandom } from '../../src-core/numeric/seeded-random.ts';

/**
 * Whom a fault hits: the application, a second one on the same home, a job worker, a model, all of Hindcast's own
 * processes at once, so that nobody is left to end the models, or all that there is.
 */
export type Victim = 'application' | 'second' | 'worker' | 'model' | 'all but models' | 'everything';

export type Fault =
  | { readonly do: 'kill'; readonly victim: Victim; readonly which: number }
  | { readonly do: 'stop'; readonly victim: Victim; readonly which: number; readonly milliseconds: number }
  | { readonly do: 'fill-disk'; readonly milliseconds: number }
  | { readonly do: 'cancel' | 'retry' | 'remove' | 'front'; readonly which: number }
  | { readonly do: 'submit'; readonly job: number }
  | { readonly do: 'start-second' | 'restart' | 'pause' };

export interface TimedFault {
  /** Milliseconds after the one before. */
  readonly after: number;
  readonly fault: Fault;
}

export interface ChaosPlan {
  readonly place: 'disk' | 'small-disk';
  /** What is submitted first: an index into the jobs, and whether it starts after the one before. */
  readonly jobs: readonly { readonly job: number; readonly isAfterFormer: boolean }[];
  readonly faults: readonly TimedFault[];
}

/** What a round does, decided by its seed alone. `which` is a fraction that chooses among what there is then. */
export function planRound(seed: number, jobs: number, hasSmallDisk: boolean): ChaosPlan {
  const random = new SeededRandom(seed);
  const below = (limit: number): number => random.below(limit);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;
  const place = hasSmallDisk && random.uniform() < 0.5 ? 'small-disk' : 'disk';
  const victim = (): Victim =>
    pick([
      'application',
      'application',
      'worker',
      'worker',
      'model',
      'model',
      'second',
      'all but models',
      'everything',
    ]);
  const kinds: readonly Fault['do'][] = [
    ...(['kill', 'kill', 'kill', 'kill', 'stop', 'stop', 'cancel', 'cancel', 'retry', 'remove'] as const),
    ...(['front', 'submit', 'start-second', 'restart', 'pause'] as const),
    ...(place === 'small-disk' ? (['fill-disk', 'fill-disk', 'fill-disk'] as const) : []),
  ];
  const draw = (): Fault => {
    const kind = pick(kinds);
    switch (kind) {
      case 'kill':
        return { do: kind, victim: victim(), which: random.uniform() };
      case 'stop':
        return { do: kind, victim: victim(), which: random.uniform(), milliseconds: 100 + below(1500) };
      case 'fill-disk':
        return { do: kind, milliseconds: 200 + below(1000) };
      case 'submit':
        return { do: kind, job: below(jobs) };
      case 'cancel':
      case 'retry':
      case 'remove':
      case 'front':
        return { do: kind, which: random.uniform() };
      case 'start-second':
      case 'restart':
      case 'pause':
        return { do: kind };
    }
  };
  return {
    place,
    jobs: Array.from({ length: 3 + below(4) }, () => ({
      job: below(jobs),
      isAfterFormer: random.uniform() < 0.2,
    })),
    faults: Array.from({ length: 3 + below(6) }, () => ({ after: below(600), fault: draw() })),
  };
}

/** A fault in a few words. */
export function nameOf(fault: Fault): string {
  return 'victim' in fault ? `${fault.do} ${fault.victim}` : fault.do;
}
