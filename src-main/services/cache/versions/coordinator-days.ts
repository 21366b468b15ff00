import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readNotes, writeNotes } from '../../files/json-notes.ts';

const fileName = '.coordinators.json';

/** A day as a coordinator has it from which the day's usual file did not come. */
export interface CoordinatorDay {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rows: number;
}

/** By day, then by the address of the coordinator. Days under whose usual name its own file lies are left out. */
export type CoordinatorDays = Map<string, Map<string, CoordinatorDay>>;

const daySchema = z
  .object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    size_bytes: z.int().nonnegative(),
    rows: z.int().nonnegative(),
  })
  .transform(({ sha256, size_bytes: sizeBytes, rows }): CoordinatorDay => ({ sha256, sizeBytes, rows }));

const schema = z.object({
  schema_version: z.literal(1),
  days: z.record(z.string(), z.record(z.string(), daySchema)),
});

/**
 * What coordinators were found to have of a feed, beside its usual files. Rule D19. One that is missing or cannot be
 * read is as good as empty: pulling again brings it back.
 */
export async function readCoordinatorDays(folder: string): Promise<CoordinatorDays> {
  const notes = await readNotes(join(folder, fileName), schema);
  return new Map(
    Object.entries(notes?.days ?? {}).map(([day, versions]) => [day, new Map(Object.entries(versions))]),
  );
}

/** Changes what is known, in one step. Call it while nothing else of this process changes the feed. */
export async function changeCoordinatorDays(
  folder: string,
  change: (days: CoordinatorDays) => void,
): Promise<void> {
  const days = await readCoordinatorDays(folder);
  const before = written(days);
  change(days);
  const after = written(days);
  if (!isDeepStrictEqual(before, after)) await writeNotes(join(folder, fileName), after);
}

/** Forgets everything of a feed. */
export async function removeCoordinatorDays(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}

function written(days: CoordinatorDays): z.input<typeof schema> {
  const known = [...days].filter(([, versions]) => versions.size > 0);
  const entries = known.map(([day, versions]) => [
    day,
    Object.fromEntries(
      [...versions].map(([url, { sha256, sizeBytes, rows }]) => [
        url,
        { sha256, size_bytes: sizeBytes, rows },
      ]),
    ),
  ]);
  return { schema_version: 1, days: Object.fromEntries(entries) };
}
