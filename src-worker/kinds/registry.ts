import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { JobRunner } from '../job/job-context.ts';

/** How to load the runner of each kind; see {@link preloadRunners}. */
const runners: Record<string, () => Promise<JobRunner>> = {
  replay: async () => (await import('./replay/replay-runner.ts')).replayRunner,
};

/** @throws HindcastError `BAD_SPEC` for a kind that this worker does not know */
export async function loadRunner(kind: string): Promise<JobRunner> {
  const load = runners[kind];
  if (load === undefined)
    throw new HindcastError('BAD_SPEC', `This worker cannot run jobs of kind "${kind}".`);
  return load();
}

/** Gets every runner ready in the background: the process that spawned this one is still busy finding out what to run. */
export function preloadRunners(): void {
  for (const load of Object.values(runners)) void load().then((runner) => runner.prepare());
}
