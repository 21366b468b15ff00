import type { JobRecord } from '../services/jobs/store/job-record.ts';
import type { Progress } from '../../src-core/job/progress.ts';
import type { ProgressUpdate } from './command-io.ts';

/** One step of something that takes a while. */
export interface ProgressStep {
  /** What a program reads: an object with snake_case keys. */
  readonly fields: object;
  /** Part of the whole that is done, 0 to 1; null when that is not known: then there is no bar. */
  readonly fraction: number | null;
  /** What a person reads beside the bar. */
  readonly caption: string;
  /** A step with another key than the last one is always shown. */
  readonly key: string;
}

/** Tells on stderr how something gets on. */
export interface ProgressDisplay {
  show(step: ProgressStep): void;
  /** Clears what was drawn. */
  stop(): void;
}

/** At most ten lines a second. */
const shortestMilliseconds = 100;

/** A bar on a terminal, elsewhere one JSON object a line: `{"type":"progress", …}`. */
export async function progressDisplay(stream: NodeJS.WriteStream): Promise<ProgressDisplay> {
  return stream.isTTY ? barDisplay(stream) : lineDisplay(stream, () => performance.now());
}

export function lineDisplay(stream: NodeJS.WritableStream, now: () => number): ProgressDisplay {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastKey: string | undefined;
  return {
    show: ({ fields, fraction, key }) => {
      const at = now();
      if (at - lastAt < shortestMilliseconds && key === lastKey && fraction !== 1) return;
      lastAt = at;
      lastKey = key;
      stream.write(`${JSON.stringify({ type: 'progress', ...fields })}\n`);
    },
    stop: () => undefined,
  };
}

interface Payload {
  readonly caption: string;
  readonly isKnown: boolean;
}

async function barDisplay(stream: NodeJS.WriteStream): Promise<ProgressDisplay> {
  const { SingleBar, Format } = (await import('cli-progress')).default;
  const format = '{bar} {percentage} %  {caption}';
  const bar = new SingleBar({
    format: (options, params, payload: Payload) =>
      payload.isKnown ? Format.Formatter({ ...options, format }, params, payload) : payload.caption,
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    fps: 10,
  });
  let isDrawn = false;
  return {
    show: ({ fraction, caption }) => {
      // Not before there is something to tell: a bar hides the cursor, which Ctrl-C does not bring back by itself.
      const payload: Payload = { caption, isKnown: fraction !== null };
      if (!isDrawn) bar.start(1, fraction ?? 0, payload);
      else bar.update(fraction ?? 0, payload);
      isDrawn = true;
    },
    stop: () => {
      if (isDrawn) bar.stop();
    },
  };
}

/** How a job gets on, as a step to show. */
export function jobStep(job: Pick<JobRecord, 'jobId'>, progress: Progress): ProgressStep {
  const { phase, fraction, current_date: date, eta_seconds: left } = progress;
  const parts = [phase, date, left === null ? null : `${Math.ceil(left)} s left`];
  return {
    fields: { job_id: job.jobId, ...progress },
    fraction,
    caption: parts.filter((part) => part !== null).join('  '),
    key: phase,
  };
}

/** How far a command is, as a step to show. */
export function commandStep(update: ProgressUpdate): ProgressStep {
  const { label, done, total } = update;
  // The label may count along; what is done decides when to show it.
  return { fields: update, fraction: fractionOf(done, total), caption: label, key: '' };
}

function fractionOf(done: number, total: number | null): number | null {
  if (total === null) return null;
  return total === 0 ? 1 : done / total;
}
