import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import type { LogLevel, LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import { parseJson } from '../../../../src-core/wire/parse-json.ts';
import type { Clock } from '../clock.ts';

/** A line of a job's log, as it is stored. */
export const logLineSchema = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  origin: z.enum(['hindcast', 'model']),
  message: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** A model that prints without end must not fill the disk. */
const largestLogBytes = 10 * 1024 * 1024;

/** The log that main keeps of a job, whatever becomes of it; attempts follow each other in one file. */
export class JobLog {
  readonly #stream: WriteStream;
  readonly #clock: Clock;
  readonly #onAppend: () => void;
  #room = largestLogBytes;

  constructor(logsFolder: string, jobId: string, clock: Clock, onAppend: () => void = () => undefined) {
    this.#stream = createWriteStream(logPath(logsFolder, jobId), { flags: 'a', mode: 0o600 });
    // A log that cannot be written must not end the job.
    this.#stream.on('error', () => undefined);
    this.#clock = clock;
    this.#onAppend = onAppend;
  }

  append(level: LogLevel, origin: LogOrigin, text: string): void {
    for (const message of text.replace(/\n$/, '').split('\n')) {
      if (this.#room <= 0) return;
      this.#write({ at: this.#clock.now().toISOString(), level, origin, message });
      if (this.#room > 0) continue;
      const notice = `The log of this attempt is full at ${largestLogBytes / 1024 / 1024} MiB; the rest is left out.`;
      this.#write({
        at: this.#clock.now().toISOString(),
        level: 'warn',
        origin: 'hindcast',
        message: notice,
      });
    }
  }

  /** Waits until everything is on disk, or known not to get there. */
  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stream.once('close', resolve);
    if (this.#stream.closed) resolve();
    this.#stream.end();
    await promise;
  }

  #write(line: LogLine): void {
    const text = `${JSON.stringify(line)}\n`;
    this.#room -= Buffer.byteLength(text);
    this.#stream.write(text);
    this.#onAppend();
  }
}

/** The lines of a job's log in order; none when the job never started. A line cut off by a crash is passed over. */
export async function* readJobLog(logsFolder: string, jobId: string): AsyncGenerator<LogLine> {
  const input = createReadStream(logPath(logsFolder, jobId), 'utf8');
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = logLineSchema.safeParse(parseJson(text));
      if (line.success) yield line.data;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Where a job's log lies; there is none when the job never started. */
export function logPath(logsFolder: string, jobId: string): string {
  return join(logsFolder, `${jobId}.jsonl`);
}
