import type { Readable } from 'node:stream';
import type { LogLevel, LogOrigin } from '../../../src-core/job/worker-protocol.ts';
import { LineSplitter } from './line-splitter.ts';

const linesKept = 10_000;

/** What a model prints, in whichever language and process or thread it runs. */
export interface PrintStreams {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** Sends what a model prints to the log of its job, line by line; beyond 10,000 lines the rest is left out. */
export function forwardPrints(
  streams: PrintStreams,
  onLog: (level: LogLevel, message: string, origin: LogOrigin) => void,
): void {
  let lines = 0;
  for (const [stream, level] of [
    [streams.stdout, 'info'],
    [streams.stderr, 'warn'],
  ] as const) {
    const splitter = new LineSplitter((line) => {
      lines++;
      if (lines <= linesKept) onLog(level, line, 'model');
      else if (lines === linesKept + 1) {
        onLog('warn', `The model printed more than ${linesKept} lines; the rest is left out.`, 'hindcast');
      }
    });
    stream?.on('data', (chunk: Buffer) => splitter.write(chunk));
    stream?.on('end', () => splitter.end());
  }
}
