import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { systemClock } from '../../services/jobs/clock.ts';
import { verifyJob } from '../../services/jobs/upkeep/job-verification.ts';
import { JobWorkerProcess } from '../../services/jobs/running/job-worker-process.ts';
import { systemProcessTree } from '../../services/jobs/running/process-tree.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import type { Comparison } from '../../services/results/compare-results.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';
import { Interruption } from '../interruption.ts';
import { openJobStore } from '../open-job-services.ts';
import { jobStep, progressDisplay } from '../progress-display.ts';

/** `hindcast verify JOB`: runs a job again on its pinned data and compares. */
export async function verifyCommand(id: string, options: CommonOptions): Promise<void> {
  const home = homeOf(options);
  const store = await openJobStore(home);
  const interruption = new Interruption();
  try {
    const job = store.find(id);
    const worker = new JobWorkerProcess(new ForkedNodeSpawner(process.env));
    const display = await progressDisplay(process.stderr);
    let isCancelled = false;
    interruption.handle(() => (isCancelled = true));
    const comparison = await verifyJob(job, {
      home,
      store,
      worker,
      clock: systemClock,
      tree: systemProcessTree,
      isCancelled: () => isCancelled,
      onProgress: (progress) => display.show(jobStep(job, progress)),
    }).finally(() => {
      display.stop();
      worker.kill();
    });
    if (comparison.verdict === 'different') throw notReproduced(job.jobId, comparison);
    writeResult(terminalIo(options), { job_id: job.jobId, ...comparison }, () => describe(comparison));
  } finally {
    store.close();
    interruption.stop();
  }
}

function describe(comparison: Comparison): string {
  const verdict =
    comparison.verdict === 'bit_for_bit'
      ? 'Reproduced bit for bit: predictions and metrics are the same.'
      : 'Reproduced to 12 significant digits.';
  return [verdict, ...describeInputs(comparison), ...describeMetrics(comparison)].join('\n');
}

function notReproduced(jobId: string, comparison: Comparison): HindcastError {
  const lines = [
    `Job ${jobId.slice(0, 12)} was not reproduced.`,
    ...describeInputs(comparison),
    ...describeMetrics(comparison),
  ];
  return new HindcastError('NOT_REPRODUCED', lines.join('\n'), {
    details: { job_id: jobId, inputs: comparison.inputs, metrics: comparison.metrics },
  });
}

function describeInputs({ inputs }: Comparison): string[] {
  if (inputs.length === 0) return [];
  const rows = inputs.map(({ input, name, before, now }) => [
    `  ${input}`,
    name,
    `${before ?? 'none'} -> ${now ?? 'none'}`,
  ]);
  return ['What went in differs:', alignColumns(rows)];
}

function describeMetrics({ metrics }: Comparison): string[] {
  if (metrics.length === 0) return [];
  const rows = metrics.map(({ metric, before, now }) => [
    `  ${metric}`,
    `${before ?? 'n/a'} -> ${now ?? 'n/a'}`,
  ]);
  return ['What came out differs:', alignColumns(rows)];
}
