import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';
import { writeTextDurably } from './durable-files.ts';

/**
 * What a small JSON file holds that only saves work or adds a remark: one that is missing, cannot be read or is damaged
 * is as good as none. What a user has entered is no such file, see `JsonDocument`.
 */
export async function readNotes<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Replaces such a file in one step; the same notes are always written as the same bytes. */
export async function writeNotes(path: string, notes: object): Promise<void> {
  await writeTextDurably(path, `${canonicalJson(notes)}\n`);
}
