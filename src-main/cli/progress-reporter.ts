import type { JobRecord } from '../services/jobs/job-record.ts';
import type { Progress } from '../../src-core/job/progress.ts';

/** Tells on stderr how a job gets on. */
export interface ProgressReporter {
  update(job: JobRecord, progress: Progress): void;
  /** Clears what was drawn. */
  stop(): void;
}

/** At most ten lines a second. */
const shortestMilliseconds = 100;

/** A bar on a terminal, elsewhere one JSON object a line: `{"type":"progress","job_id":…,"phase":…,"fraction":…}`. */
export async function progressReporter(stream: NodeJS.WriteStream): Promise<ProgressReporter> {
  return stream.isTTY ? barReporter(stream) : lineReporter(stream, () => performance.now());
}

export function lineReporter(stream: NodeJS.WritableStream, now: () => number): ProgressReporter {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastPhase: string | undefined;
  return {
    update: (job, progress) => {
      const at = now();
      if (at - lastAt < shortestMilliseconds && progress.phase === lastPhase) return;
      lastAt = at;
      lastPhase = progress.phase;
      stream.write(`${JSON.stringify({ type: 'progress', job_id: job.jobId, ...progress })}\n`);
    },
    stop: () => undefined,
  };
}

async function barReporter(stream: NodeJS.WriteStream): Promise<ProgressReporter> {
  const { SingleBar } = (await import('cli-progress')).default;
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {phase}  {date}  {eta}',
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    fps: 10,
  });
  bar.start(1, 0, { phase: 'starting', date: '', eta: '' });
  return {
    update: (_job, progress) => {
      const left = progress.eta_seconds;
      bar.update(progress.fraction, {
        phase: progress.phase,
        date: progress.current_date ?? '',
        eta: left === null ? '' : `${Math.ceil(left)} s left`,
      });
    },
    stop: () => bar.stop(),
  };
}
