import { ThriftReader } from '../../src-core/parquet/thrift-reader.ts';
import { encoding } from './encodings.ts';
import type { ColumnChunk } from './footer.ts';
import { decodeRuns, isOneRun } from './runs.ts';
import { decompressSnappy } from './snappy.ts';

const codecs = { none: 0, snappy: 1 };
const pages = { data: 0, dictionary: 2 };
/** The name that `rleDictionary` had before. */
const plainDictionary = 2;
/** More than any page of a day file holds. */
const largestPageBytes = 1 << 26;

export interface PageHeader {
  readonly type: number;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly values: number;
  readonly encoding: number;
  /** How it is kept which rows have a value. */
  readonly levelEncoding: number;
}

function readPageHeader(reader: ThriftReader): PageHeader {
  const header = { type: -1, bytes: -1, packedBytes: -1, values: -1, encoding: -1, levelEncoding: -1 };
  const readDetails = (): void =>
    reader.struct((field) => {
      if (field === 1) header.values = reader.integer();
      else if (field === 2) header.encoding = reader.integer();
      else if (field === 3 && header.type === pages.data) header.levelEncoding = reader.integer();
      else return false;
      return true;
    });
  reader.struct((field) => {
    if (field === 1) header.type = reader.integer();
    else if (field === 2) header.bytes = reader.integer();
    else if (field === 3) header.packedBytes = reader.integer();
    else if (field === 5 || field === 7) readDetails();
    else return false;
    return true;
  });
  const { type, bytes, packedBytes, values } = header;
  if (type !== pages.data && type !== pages.dictionary) throw new RangeError('another kind of page');
  if (bytes < 0 || bytes > largestPageBytes || packedBytes < 0 || values < 0 || values > largestPageBytes) {
    throw new RangeError('impossible page');
  }
  return header;
}

let scratch = new Uint8Array(1 << 16);

/** The bytes of a page; valid until the next one is unpacked. */
function unpack(packed: Uint8Array, bytes: number, codec: number): Uint8Array {
  if (codec === codecs.none && packed.length === bytes) return packed;
  if (codec !== codecs.snappy) throw new RangeError('another compression');
  if (scratch.length < bytes) scratch = new Uint8Array(2 * bytes);
  const page = scratch.subarray(0, bytes);
  decompressSnappy(packed, page);
  return page;
}

/** Takes the pages of a chunk; their bytes are valid until the next page. */
export interface PageVisitor {
  dictionary(page: Uint8Array, header: PageHeader): void;
  /** @param row of the first value in the chunk */
  data(page: Uint8Array, header: PageHeader, row: number): void;
}

/** Walks over the pages of a chunk. Throws RangeError for kinds of pages that day files mostly do not have. */
export function readPages(file: Uint8Array, chunk: ColumnChunk, visitor: PageVisitor): void {
  if (chunk.end > file.length) throw new RangeError('beyond the end');
  const reader = new ThriftReader(file.subarray(0, chunk.end), chunk.start);
  for (let row = 0; row < chunk.values;) {
    const header = readPageHeader(reader);
    const packed = file.subarray(reader.at, reader.at + header.packedBytes);
    if (packed.length !== header.packedBytes) throw new RangeError('beyond the end');
    reader.at += header.packedBytes;
    const page = unpack(packed, header.bytes, chunk.codec);
    if (header.type === pages.dictionary) {
      if (header.encoding !== encoding.plain && header.encoding !== plainDictionary) {
        throw new RangeError('another encoding');
      }
      visitor.dictionary(page, header);
      continue;
    }
    const isKnown = [encoding.plain, encoding.rleDictionary, plainDictionary].includes(header.encoding);
    if (!isKnown) throw new RangeError('another encoding');
    if (row + header.values > chunk.values) throw new RangeError('too many values');
    visitor.data(page, header, row);
    row += header.values;
  }
}

/**
 * Takes a data page apart.
 *
 * @returns the bytes of its values, how many there are, and which rows have one; no levels when all have
 */
export function splitPage(
  page: Uint8Array,
  header: PageHeader,
  isOptional: boolean,
  rows: number,
): { values: Uint8Array; present: number; levels: Uint32Array | undefined } {
  if (!isOptional) return { values: page, present: rows, levels: undefined };
  if (page.length < 4 || header.levelEncoding !== encoding.rle) throw new RangeError('no levels');
  const at = 4 + new DataView(page.buffer, page.byteOffset).getUint32(0, true);
  if (at > page.length) throw new RangeError('levels beyond the page');
  if (isOneRun(page.subarray(4, at), rows)) {
    return { values: page.subarray(at), present: rows, levels: undefined };
  }
  const levels = new Uint32Array(rows);
  decodeRuns(page.subarray(4, at), 1, levels);
  const present = levels.reduce((sum, level) => sum + level, 0);
  return { values: page.subarray(at), present, levels };
}

let indexScratch = new Uint32Array(1 << 12);

/** Reads indices into a dictionary; the answer is valid until the next call. */
export function decodeIndices(bytes: Uint8Array, count: number, dictionaryLength: number): Uint32Array {
  const [width] = bytes;
  if (width === undefined) throw new RangeError('no indices');
  if (indexScratch.length < count) indexScratch = new Uint32Array(2 * count);
  const indices = indexScratch.subarray(0, count);
  decodeRuns(bytes.subarray(1), width, indices);
  for (let row = 0; row < count; row++) {
    if ((indices[row] as number) >= dictionaryLength) throw new RangeError('not in the dictionary');
  }
  return indices;
}
