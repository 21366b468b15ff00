import { dirname, resolve } from 'node:path';
import { exitCodeOf, fromErrorEnvelope, HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { JobWorkerProcess } from '../../services/jobs/running/job-worker-process.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { Interruption } from '../interruption.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';

export interface RunOptions extends CommonOptions {
  readonly force?: boolean;
  readonly checkLookahead?: boolean;
}

/** `hindcast run SPEC.json`: submits a spec and sees the job to its end. */
export async function runCommand(specPath: string, options: RunOptions): Promise<void> {
  const interruption = new Interruption();
  const spawner = new ForkedNodeSpawner(process.env);
  // Before anything else: the worker gets ready while this process loads, checks and pins.
  const worker = new JobWorkerProcess(spawner);
  try {
    await runWith(worker, spawner, interruption, specPath, options);
  } finally {
    worker.kill();
    interruption.stop();
  }
}

async function runWith(
  worker: JobWorkerProcess,
  spawner: ForkedNodeSpawner,
  interruption: Interruption,
  specPath: string,
  options: RunOptions,
): Promise<void> {
  const [{ openJobStore, jobServiceOf }, { currentUser }, { openDatasetPinner }, { readJsonFile }] =
    await Promise.all([
      import('../open-job-services.ts'),
      import('../../services/jobs/submission/current-user.ts'),
      import('../open-dataset-pinner.ts'),
      import('../read-json-file.ts'),
    ]);
  const input = await readJsonFile(specPath);
  const home = homeOf(options);
  const store = await openJobStore(home);
  try {
    const service = jobServiceOf(home, store, openDatasetPinner(home), spawner);
    const submission = await service.submit({
      input,
      subject: specPath,
      specFolder: dirname(resolve(specPath)),
      force: options.force ?? false,
      createdBy: currentUser(),
      options: { checkLookahead: options.checkLookahead ?? false },
    });
    const { jobId } = submission.job;
    const { progressDisplay, jobStep } = await import('../progress-display.ts');
    const display = await progressDisplay(process.stderr);
    const stopListening = service.onProgress((job, progress) => display.show(jobStep(job, progress)));
    interruption.handle(() => {
      // Whoever started it elsewhere still waits for it; "hindcast jobs cancel" ends it for all.
      if (service.runsElsewhere(jobId)) process.exit(exitCodeOf('CANCELLED'));
      service.cancel(jobId, currentUser());
    });
    const job = await service.runToEnd(jobId, worker).finally(() => {
      stopListening();
      display.stop();
    });
    if (job.error !== null) {
      const details = { ...job.error.details, job_id: jobId };
      throw fromErrorEnvelope({ ...job.error, details });
    }
    if (job.state === 'cancelled') {
      throw new HindcastError('CANCELLED', `Job ${jobId.slice(0, 12)} was cancelled.`, {
        details: { job_id: jobId },
      });
    }
    const [{ openResult, readFreshResult }, { describeResult }] = await Promise.all([
      import('../../services/results/result-store.ts'),
      import('../describe-result.ts'),
    ]);
    const result = submission.existing ? await openResult(home, job) : await readFreshResult(home, jobId);
    const document = {
      job_id: jobId,
      state: job.state,
      existing: submission.existing,
      result_folder: result.folder,
      summary: result.summary,
    };
    writeResult(terminalIo(options), document, () => describeResult(result, submission.existing));
  } finally {
    store.close();
  }
}
