import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { JsonDocument } from './json-document.ts';

const schema = z.strictObject({ count: z.int() });
const now = () => new Date('2026-11-21T12:00:00Z');

function newDocument(): { folder: string; path: string; document: JsonDocument<typeof schema> } {
  const folder = temporaryFolder();
  const path = join(folder, 'things.json');
  return { folder, path, document: new JsonDocument({ path, schema, initial: { count: 0 }, now }) };
}

describe('a JSON document', () => {
  it('has its initial value until it is changed; changes that overlap follow each other', async () => {
    const { folder, path, document } = newDocument();
    expect(await document.read()).toEqual({ count: 0 });
    await Promise.all(
      Array.from({ length: 20 }, () => document.change(({ count }) => ({ count: count + 1 }))),
    );
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ count: 20 });
    expect(await readdir(folder)).toEqual(['things.json']);
  });

  it('sees what another process wrote, and writes nothing when nothing changes', async () => {
    const { path, document } = newDocument();
    await document.change((value) => value);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(path, '{"count":7}');
    expect(await document.read()).toEqual({ count: 7 });
  });

  it.each([
    ['{"count":', 'it is not JSON'],
    ['{"count":"many"}', 'count'],
    ['{"count":1,"more":2}', 'more'],
    ['', 'it is not JSON'],
  ])('that holds %j is put aside, and the first reader is told', async (text, reason) => {
    const { folder, path, document } = newDocument();
    await writeFile(path, text);
    const kept = `${path}.damaged-2026-11-21T12-00-00-000Z`;
    await expect(document.change(({ count }) => ({ count: count + 1 }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(reason),
      details: { path, kept },
    });
    expect(await readFile(kept, 'utf8')).toBe(text);
    expect(await document.read()).toEqual({ count: 0 });
    await document.change(() => ({ count: 3 }));
    expect((await readdir(folder)).length).toBe(2);
  });

  it('goes on after a change that failed', async () => {
    const { document } = newDocument();
    const failed = document.change(() => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await document.change(() => ({ count: 1 }))).toEqual({ count: 1 });
  });
});
