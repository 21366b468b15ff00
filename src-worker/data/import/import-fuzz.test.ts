import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { previewImport } from './preview-import.ts';

/** Bits of files that might confuse whoever reads them. */
const piece = fc.oneof(
  fc.constantFrom(
    'time',
    'close',
    'open_time',
    '<DATE>',
    'sep=;',
    '\ufeff',
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\n',
    '\r\n',
    '\r',

    '2022-01-03',
    '2022-01-03T00:00:00Z',
    '03.01.2022',
    '1641168000000',
    '1e400',
    'NaN',
    '-1',
    '[[',
    ']',
    '{',
    'null',

    'PAR1',
    'PK\u0003\u0004',
    'PK\u0005\u0006',
    '\u001f',
    'ARROW1',
    "'; DROP TABLE read; --",
  ),
  fc.string({ maxLength: 8 }),
  fc.double().map(String),
);
const content = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join(''))),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .uint8Array({ maxLength: 100 })
    .map((bytes) => Buffer.concat([Buffer.from('PK\u0003\u0004'), deflateRawSync(bytes)])),
  fc.array(piece, { maxLength: 30 }).map((pieces) => gzipSync(pieces.join(''))),
);

it('D27 whatever a file holds, it is read or refused with a reason', async () => {
  const path = join(temporaryFolder(), "candle's [1] file.csv");
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      await writeFile(path, bytes);
      const found = await previewImport({ path, scratch: temporaryFolder(), options: {} }).catch(
        (thrown: unknown) => thrown,
      );
      if (found instanceof HindcastError) {
        expect(found.code).toBe('BAD_INPUT');
      } else if (found instanceof Error) {
        throw found;
      } else {
        expect(found).toMatchObject({ fileColumns: expect.any(Array) });
      }
    }),
    { numRuns: 80 },
  );
});
