import { open, stat, type FileHandle } from 'node:fs/promises';
import { logLineSchema, logPath, type LogLine } from './job-log.ts';

export interface LogPage {
  readonly lines: readonly LogLine[];
  /** Where the next page begins. */
  readonly nextLine: number;
  /** Lines that the log has by now. */
  readonly total: number;
}

const chunkBytes = 256 * 1024;
/** Where every so many lines begin is remembered, so that a page is read from near its first line. */
const linesPerMark = 500;
/** Logs whose marks are remembered. */
const logsRemembered = 8;
const newline = 0x0a;

interface LogIndex {
  /** `marks[n]` is where line `n * linesPerMark` begins, in bytes. */
  readonly marks: number[];
  lines: number;
  /** Bytes of whole lines that have been counted. */
  countedBytes: number;
}

/** Reads pages of job logs by the numbers of their lines, which count from 0. */
export class LogPages {
  readonly #logsFolder: string;
  readonly #indexes = new Map<string, LogIndex>();

  constructor(logsFolder: string) {
    this.#logsFolder = logsFolder;
  }

  /**
   * Some lines of a job's log; none when there is no log. A line that a crash has cut off counts, but is left out.
   *
   * @param limit most lines to read
   */
  async read(jobId: string, fromLine: number, limit: number): Promise<LogPage> {
    const path = logPath(this.#logsFolder, jobId);
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) {
      this.#indexes.delete(jobId);
      return { lines: [], nextLine: 0, total: 0 };
    }
    const file = await open(path, 'r');
    try {
      const index = await this.#indexUpTo(jobId, file, size);
      const nextLine = Math.min(fromLine + limit, index.lines);
      const texts = nextLine > fromLine ? await readLines(file, index, fromLine, nextLine) : [];
      return { lines: texts.flatMap(readLine), nextLine: Math.max(nextLine, 0), total: index.lines };
    } finally {
      await file.close();
    }
  }

  /** The index of a log, brought up to its size; what was counted before is not counted again. */
  async #indexUpTo(jobId: string, file: FileHandle, size: number): Promise<LogIndex> {
    let index = this.#indexes.get(jobId);
    this.#indexes.delete(jobId);
    // A log only grows, unless the job was removed and submitted anew.
    if (index === undefined || index.countedBytes > size) index = { marks: [0], lines: 0, countedBytes: 0 };
    this.#indexes.set(jobId, index);
    for (const [oldest] of this.#indexes) {
      if (this.#indexes.size <= logsRemembered) break;
      this.#indexes.delete(oldest);
    }
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let at = index.countedBytes; at < size;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(chunkBytes, size - at), at);
      if (bytesRead === 0) break;
      count(index, buffer.subarray(0, bytesRead), at);
      at += bytesRead;
    }
    return index;
  }
}

function count(index: LogIndex, chunk: Buffer, chunkStart: number): void {
  for (let found = chunk.indexOf(newline); found !== -1; found = chunk.indexOf(newline, found + 1)) {
    const end = chunkStart + found + 1;
    // Another call may have counted this chunk in the meantime.
    if (end <= index.countedBytes) continue;
    index.lines++;
    index.countedBytes = end;
    if (index.lines % linesPerMark === 0) index.marks.push(end);
  }
}

/** The text of the lines from `fromLine` up to, not including, `toLine`, all of which are there. */
async function readLines(
  file: FileHandle,
  { marks, countedBytes }: LogIndex,
  fromLine: number,
  toLine: number,
): Promise<string[]> {
  const firstMark = Math.floor(fromLine / linesPerMark);
  const start = marks[firstMark] ?? 0;
  const end = marks[Math.ceil(toLine / linesPerMark)] ?? countedBytes;
  const buffer = Buffer.allocUnsafe(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  const firstLine = firstMark * linesPerMark;
  return buffer
    .toString('utf8', 0, bytesRead)
    .split('\n')
    .slice(fromLine - firstLine, toLine - firstLine);
}

function readLine(text: string): LogLine[] {
  try {
    const line = logLineSchema.safeParse(JSON.parse(text));
    return line.success ? [line.data] : [];
  } catch {
    return [];
  }
}
