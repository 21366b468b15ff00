import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const readBytes = 1024 * 1024;

export interface FileFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The first and last four bytes, fewer when the file is shorter. */
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** Reads a file once, in blocks, for its size, its hash and the marks at both ends. */
export async function readFileFacts(path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(readBytes);
    let sizeBytes = 0;
    let head = Buffer.alloc(0);
    let tail = Buffer.alloc(0);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, readBytes, sizeBytes);
      if (bytesRead === 0) break;
      const block = buffer.subarray(0, bytesRead);
      hash.update(block);
      head = head.length < 4 ? Buffer.concat([head, block]).subarray(0, 4) : head;
      tail = Buffer.concat([tail, block.subarray(-4)]).subarray(-4);
      sizeBytes += bytesRead;
    }
    return { sizeBytes, sha256: hash.digest('hex'), head: Buffer.from(head), tail };
  } finally {
    await file.close();
  }
}

const parquetMark = 'PAR1';

/** Whether both ends carry the mark of a Parquet file; a torn download has lost the second one. */
export function hasParquetMarks(facts: FileFacts): boolean {
  return facts.head.toString('latin1') === parquetMark && facts.tail.toString('latin1') === parquetMark;
}
