import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { JobRunner } from '../job/job-context.ts';

/** How to load the runner of each kind; loaded when a job of that kind is started, not before. */
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
