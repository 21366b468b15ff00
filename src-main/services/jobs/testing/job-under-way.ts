import type { JobAssignment } from '../../../../src-core/job/worker-protocol.ts';
import { readJobLog } from '../logs/job-log.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { FakeWorker } from './fake-worker.ts';
import type { JobBench } from './job-bench.ts';

/** A job that runs in a worker that does what the test says. */
export interface JobUnderWay {
  readonly jobId: string;
  readonly ended: Promise<JobRecord>;
  readonly worker: FakeWorker;
  readonly assignment: JobAssignment;
}

/** Submits the sample, starts it and waits until its worker has the assignment. */
export async function startJob(
  bench: JobBench,
  change: Parameters<JobBench['request']>[0] = {},
): Promise<JobUnderWay> {
  const { jobId } = (await bench.service.submit(bench.request(change))).job;
  const ended = bench.service.runToEnd(jobId);
  return { jobId, ended, ...(await nextAttempt(bench)) };
}

/** The next worker that is started, once it has its assignment; time passes until then. */
export async function nextAttempt(bench: JobBench): Promise<Pick<JobUnderWay, 'worker' | 'assignment'>> {
  const worker = await bench.clock.advanceUntil(bench.spawner.next());
  worker.hello();
  return { worker, assignment: await worker.started };
}

/** Lets time pass while a worker says every two seconds that it lives. */
export async function beatFor(
  bench: JobBench,
  { worker, assignment }: Pick<JobUnderWay, 'worker' | 'assignment'>,
  seconds: number,
): Promise<void> {
  for (let second = 0; second < seconds; second += 2) {
    worker.say({ type: 'heartbeat', leaseId: assignment.leaseId, residentBytes: 1, childPids: [] });
    await bench.clock.advance(2000);
  }
}

/** What the log of a job says, a message each. */
export async function logOf(bench: JobBench, jobId: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { message } of readJobLog(bench.home.logs, jobId)) lines.push(message);
  return lines;
}
