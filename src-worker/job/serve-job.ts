import { join } from 'node:path';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import {
  leaseVariable,
  workerProtocolVersion,
  type JobAssignment,
  type MainToWorker,
  type WorkerToMain,
} from '../../src-core/job/worker-protocol.ts';
import { loadRunner, preloadRunners } from '../kinds/registry.ts';
import { openProcessChannel } from '../process-channel.ts';
import { sealArtifacts } from './artifacts.ts';
import { endChildren } from './end-children.ts';
import { explainFailure } from './explain-failure.ts';
import type { JobContext } from './job-context.ts';
import { JobLog } from './job-log.ts';
import { ProgressThrottle } from './progress-throttle.ts';

/**
 * What a job worker does: it says hello, gets its assignment, runs it, reports, and exits. It also exits when the process
 * that started it goes away.
 */
const heartbeatMs = 2000;
const cancelled = new AbortController();
const channel = openProcessChannel<MainToWorker, WorkerToMain>();
const childPids: number[] = [];
let isStarted = false;

async function runJob(assignment: JobAssignment): Promise<WorkerToMain> {
  const { leaseId, outputFolder, jobId } = assignment;
  const beat = (): void =>
    channel.send({
      type: 'heartbeat',
      leaseId,
      residentBytes: process.memoryUsage.rss(),
      childPids: [...childPids],
    });
  const heart = setInterval(beat, heartbeatMs);
  const log = new JobLog(join(outputFolder, 'log.jsonl'));
  const throttle = new ProgressThrottle((progress) => channel.send({ type: 'progress', leaseId, progress }));
  const context: JobContext = {
    assignment,
    signal: cancelled.signal,
    log: (level, message, origin = 'hindcast') => {
      log.append(new Date(), level, origin, message);
      channel.send({ type: 'log', leaseId, level, origin, message });
    },
    progress: (progress) => throttle.update(progress, performance.now()),
    addChild: (pid) => {
      childPids.push(pid);
      beat();
    },
    elapsedMs: () => performance.now(),
    now: () => new Date(),
  };
  try {
    const runner = await loadRunner(assignment.kind);
    const { warnings, sealed } = await runner.run(context);
    log.close();
    const artifacts = await sealArtifacts(outputFolder, jobId, sealed);
    return { type: 'completed', leaseId, warnings: [...warnings], artifacts };
  } catch (thrown) {
    if (cancelled.signal.aborted) return { type: 'cancelled', leaseId };
    const envelope = explainFailure(thrown);
    const cause = thrown instanceof HindcastError ? thrown.cause : thrown;
    try {
      // Why it failed stands in the log already when the attempt has ended; this says where.
      if (cause instanceof Error && cause.stack !== undefined) context.log('error', cause.stack);
    } catch {
      // On a full disk nothing can be written down; why it failed is still told.
    }
    return { type: 'failed', leaseId, error: envelope };
  } finally {
    clearInterval(heart);
  }
}

channel.onMessage((message) => {
  if (message.type === 'cancel') {
    cancelled.abort();
    return;
  }
  if (isStarted) return;
  isStarted = true;
  process.env[leaseVariable] = message.assignment.leaseId;
  void runJob(message.assignment).then((last) => channel.sendLast(last));
});
// Also when the process that started this one is gone, and nobody else is left to end them. Rule Q17.
process.on('exit', () => endChildren(childPids));
// Ctrl-C reaches the whole process group; the main process decides when a job ends.
process.on('SIGINT', () => undefined);
channel.send({ type: 'hello', protocol: workerProtocolVersion, pid: process.pid });
preloadRunners();
