import { isUtf8 } from 'node:buffer';
import { encoding } from './encodings.ts';
import type { ColumnChunk, ParquetFooter, SchemaColumn } from './footer.ts';
import { decodeIndices, readPages, splitPage } from './pages.ts';
import { valueOfOneRun } from './runs.ts';

const byteArray = 6;
const utf8 = 0;
const optional = 1;
const bytesOfLength = 4;

export interface TextColumn {
  readonly name: string;
  /** What every row must have; any text, and none, when left out. */
  readonly always?: string;
}

/**
 * Whether a column of texts can be read in full and holds what it must. No is no proof of the contrary: columns that are
 * kept in unusual ways are left to DuckDB.
 *
 * @param file the whole file
 */
export function isReadableText(file: Uint8Array, footer: ParquetFooter, column: TextColumn): boolean {
  const position = footer.columns.findIndex(({ name }) => name === column.name);
  const schema = footer.columns[position];
  if (schema?.type !== byteArray || schema.convertedType !== utf8) return false;
  try {
    return footer.rowGroups.every(({ rows, chunks }) => {
      const chunk = chunks[position] as ColumnChunk;
      return (
        chunk.type === byteArray && chunk.values === rows && isReadable(file, chunk, schema, column.always)
      );
    });
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isReadable(
  file: Uint8Array,
  chunk: ColumnChunk,
  { repetition }: SchemaColumn,
  always: string | undefined,
): boolean {
  const wanted = always === undefined ? undefined : Buffer.from(always);
  let dictionaryLength = 0;
  let isGood = true;
  readPages(file, chunk, {
    dictionary: (page, header) => {
      isGood &&= areTexts(page, header.values, wanted);
      dictionaryLength = header.values;
    },
    data: (page, header) => {
      const { values, present } = splitPage(page, header, repetition === optional, header.values);
      if (wanted !== undefined && present !== header.values) isGood = false;
      if (header.encoding === encoding.plain) isGood &&= areTexts(values, present, wanted);
      else if (present > 0) requireIndices(values, present, dictionaryLength);
    },
  });
  return isGood;
}

/** Throws RangeError when one of the indices leads out of the dictionary. */
function requireIndices(bytes: Uint8Array, count: number, dictionaryLength: number): void {
  // The names of a feed are the same in all rows.
  const width = bytes[0] ?? 0;
  const all = width >= 1 && width <= 8 ? valueOfOneRun(bytes.subarray(1), count) : undefined;
  if (all === undefined) decodeIndices(bytes, count, dictionaryLength);
  else if (all >= 2 ** width || all >= dictionaryLength) throw new RangeError('not in the dictionary');
}

/** Whether bytes begin with so many texts, each with its length before it. */
function areTexts(bytes: Uint8Array, count: number, wanted: Uint8Array | undefined): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const start = at + bytesOfLength;
    const end = start + view.getUint32(at, true);
    if (end > bytes.length) return false;
    const text = bytes.subarray(start, end);
    if (wanted === undefined ? !isUtf8(text) : Buffer.compare(text, wanted) !== 0) return false;
    at = end;
  }
  return true;
}
