import { createReadStream, createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { firstLineOf } from '../first-line.ts';

/** A year of one-second candles has 4 GB; an archive that promises more is none of candles. */
const mostUnpackedBytes = 4 * 1024 ** 3 - 2;

/**
 * Unpacks a ZIP archive of one file, or a gzip file, into a folder. The name inside an archive is never used.
 *
 * @param folder absolute path of a folder of the import's own
 * @param file what to call the archive in messages
 * @returns the path of what was unpacked; undefined when the file is no archive
 * @throws HindcastError `BAD_INPUT` for archives of no or several files, of other methods, damaged or too large ones
 */
export async function unpackArchive(
  path: string,
  head: Uint8Array,
  folder: string,
  file: string,
): Promise<string | undefined> {
  const isZip = head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  if (!isZip && !isGzip) return undefined;
  const target = join(folder, 'unpacked');
  const counter = new CountingStream(file);
  try {
    if (isGzip) {
      await pipeline(createReadStream(path), createGunzip(), counter, createWriteStream(target));
      return target;
    }
    const entry = await findOnlyEntry(path, file);
    const packed =
      entry.packedBytes === 0
        ? []
        : createReadStream(path, { start: entry.start, end: entry.start + entry.packedBytes - 1 });
    if (entry.isDeflated) await pipeline(packed, createInflateRaw(), counter, createWriteStream(target));
    else await pipeline(packed, counter, createWriteStream(target));
    if (counter.bytes !== entry.bytes || counter.checksum !== entry.checksum) {
      throw new Error('its checksum is wrong');
    }
    return target;
  } catch (cause) {
    if (cause instanceof HindcastError) throw cause;
    throw new HindcastError('BAD_INPUT', `${file} cannot be unpacked: ${firstLineOf(cause)}.`, { cause });
  }
}

class CountingStream extends Transform {
  bytes = 0;
  checksum = 0;
  readonly #file: string;

  constructor(file: string) {
    super();
    this.#file = file;
  }

  override _transform(
    chunk: Buffer,
    _: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.bytes += chunk.length;
    this.checksum = crc32(chunk, this.checksum);
    if (this.bytes <= mostUnpackedBytes) done(null, chunk);
    else
      done(new HindcastError('BAD_INPUT', `${this.#file} holds more than 4 GiB. Unpack and split it first.`));
  }
}

interface Entry {
  /** Where its packed bytes begin. */
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly checksum: number;
  readonly isDeflated: boolean;
}

const endBytes = 22;
const longestComment = 0xffff;

/** Reads the directory at the end of a ZIP archive (APPNOTE 4.3). */
async function findOnlyEntry(path: string, file: string): Promise<Entry> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const tail = await readAt(handle, Math.max(0, size - endBytes - longestComment), size);
    const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    if (end < 0 || end + endBytes > tail.length) throw new Error('its directory is missing');
    const directoryBytes = tail.readUInt32LE(end + 12);
    const directoryStart = tail.readUInt32LE(end + 16);
    if (directoryStart === 0xffffffff || directoryBytes > size) throw new Error('its directory is damaged');
    const directory = await readAt(handle, directoryStart, directoryStart + directoryBytes);
    const entries = [...entriesOf(directory)].filter(({ isFolder }) => !isFolder);
    const [entry, another] = entries;
    if (entry === undefined || another !== undefined) {
      throw new HindcastError(
        'BAD_INPUT',
        `${file} holds ${entries.length} files; one is needed. Unpack it and import its files one by one.`,
      );
    }
    if ((entry.flags & 1) !== 0 || (entry.method !== 0 && entry.method !== 8) || entry.bytes === 0xffffffff) {
      throw new HindcastError(
        'BAD_INPUT',
        `${file} is encrypted or packed in a way that is not known here. Unpack it first.`,
      );
    }
    const local = await readAt(handle, entry.headerStart, entry.headerStart + 30);
    if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) throw new Error('it is damaged');
    const start = entry.headerStart + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    const { packedBytes, bytes, checksum } = entry;
    return { start, packedBytes, bytes, checksum, isDeflated: entry.method === 8 };
  } finally {
    await handle.close();
  }
}

function* entriesOf(directory: Buffer) {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    const nameBytes = directory.readUInt16LE(at + 28);
    yield {
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      checksum: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerStart: directory.readUInt32LE(at + 42),
      isFolder: directory[at + 45 + nameBytes] === 0x2f,
    };
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

async function readAt(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer.subarray(0, bytesRead);
}
