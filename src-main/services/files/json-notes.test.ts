import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { readNotes, writeNotes } from './json-notes.ts';

const schema = z.object({ version: z.literal(1), days: z.array(z.string()) });

it('notes are read as they were written, in bytes that do not depend on the order of their fields', async () => {
  const path = join(temporaryFolder(), 'notes.json');
  await writeNotes(path, { version: 1, days: ['2022-01-01'] });
  const text = await readFile(path, 'utf8');
  expect(await readNotes(path, schema)).toEqual({ version: 1, days: ['2022-01-01'] });
  await writeNotes(path, { days: ['2022-01-01'], version: 1 });
  expect(await readFile(path, 'utf8')).toBe(text);
});

it.each([
  ['is torn', '{"version":1,"days":["2022-'],
  ['is empty', ''],
  ['is of another version', '{"version":2,"days":[]}'],
  ['is no object', '[]'],
])('notes of which the file %s are as good as none', async (_, text) => {
  const path = join(temporaryFolder(), 'notes.json');
  await writeFile(path, text);
  expect(await readNotes(path, schema)).toBeUndefined();
});

it('notes are none where no file can be read', async () => {
  const folder = temporaryFolder();
  expect(await readNotes(join(folder, 'none.json'), schema)).toBeUndefined();
  expect(await readNotes(folder, schema)).toBeUndefined();
});
