import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { JobRunner } from '../job/job-context.ts';

/** What there is of each kind, loaded when it is needed. */
interface KindLoader {
  /** Gets ready for a job that is not known yet. */
  prepare(): Promise<void>;
  runner(): Promise<JobRunner>;
}

const kinds: Record<string, KindLoader> = {
  replay: {
    prepare: async () => (await import('./replay/thread/prepared-thread.ts')).prepareThread(),
    runner: async () => (await import('./replay/replay-runner.ts')).replayRunner,
  },
};

/** @throws HindcastError `BAD_SPEC` for a kind that this worker does not know */
export async function loadRunner(kind: string): Promise<JobRunner> {
  const loader = kinds[kind];
  if (loader === undefined)
    throw new HindcastError('BAD_SPEC', `This worker cannot run jobs of kind "${kind}".`);
  return loader.runner();
}

/** Begins what takes each kind longest: the process that spawned this one is still busy finding out what to run. */
export async function prepareKinds(): Promise<void> {
  await Promise.all(Object.values(kinds).map((loader) => loader.prepare()));
}

/** Loads the runner of every kind in the background. */
export function preloadRunners(): void {
  for (const loader of Object.values(kinds)) void loader.runner();
}
