import { join } from 'node:path';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { HistoryEntry } from '../jobs/store/job-record.ts';
import { redact } from './redact.ts';
import { RotatingFile, type RotationLimits } from './rotating-file.ts';

const defaultLimits: RotationLimits = { fileBytes: 5 * 1024 * 1024, files: 5 };

export type AppLogLevel = 'info' | 'warn' | 'error';

/**
 * What happens in Hindcast, one JSON object a line, in `logs/hindcast.jsonl` of the home: starts and stops, every change
 * of a job or of the queue, everything that went wrong. Secrets are taken out. Every process on the home writes what it did itself.
 */
export class AppLog {
  readonly #file: RotatingFile;
  readonly #clock: Clock;

  constructor(home: Home, clock: Clock, limits: RotationLimits = defaultLimits) {
    this.#file = new RotatingFile(join(home.logs, 'hindcast.jsonl'), limits);
    this.#clock = clock;
  }

  /** Never throws: a log that cannot be written must not end what it tells of. */
  write(level: AppLogLevel, event: string, fields: object = {}): void {
    this.#append([{ level, event, pid: process.pid, ...fields }]);
  }

  /** Tells what was done to jobs and to the queue, a line for each. Never throws. */
  history(entries: readonly HistoryEntry[]): void {
    this.#append(entries.map(historyLine));
  }

  /** Opening the file takes longer than writing a line, and thousands of jobs may be changed at once. */
  #append(lines: readonly object[]): void {
    const at = this.#clock.now().toISOString();
    try {
      this.#file.append(lines.map((line) => `${JSON.stringify(redact({ at, ...line }))}\n`).join(''));
    } catch {
      // A full disk, for example, which is told where it matters.
    }
  }
}

function historyLine(entry: HistoryEntry): object {
  const { type, at, actor } = entry;
  const pid = process.pid;
  if (!('jobId' in entry)) return { at, level: 'info', event: `queue_${type}`, pid, actor };
  const level: AppLogLevel = type === 'failed' || type === 'stalled' ? 'warn' : 'info';
  return { at, level, event: `job_${type}`, pid, job_id: entry.jobId, actor, cause: entry.cause };
}

/** An error as a line of the log has it, with its causes. */
export function errorFields(thrown: unknown, depth = 0): object {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { code, details } = thrown as { code?: unknown; details?: unknown };
  return {
    type: thrown.name,
    message: thrown.message,
    code,
    details,
    stack: thrown.stack,
    cause: thrown.cause === undefined || depth > 4 ? undefined : errorFields(thrown.cause, depth + 1),
  };
}
