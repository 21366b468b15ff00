import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readNotes, writeNotes } from '../../files/json-notes.ts';

const fileName = '.uses.json';
/** A batch of jobs over one range is one use. */
const sameUseMilliseconds = 5 * 60_000;
const mostUses = 200;

const schema = z.object({
  schema_version: z.literal(1),
  uses: z.array(z.object({ first_day: z.string(), last_day: z.string(), used_at: z.iso.datetime() })),
});
type Use = z.output<typeof schema>['uses'][number];

/**
 * Notes that a range of days of a feed was brought or pinned, both ends included: whole ranges, since jobs use years of
 * days at once. The time of access that a file system keeps is seldom the truth.
 */
export async function noteUse(folder: string, firstDay: string, lastDay: string, now: Date): Promise<void> {
  const uses = await readAll(folder);
  const isNoted = uses.some(
    (use) =>
      use.first_day <= firstDay &&
      lastDay <= use.last_day &&
      Math.abs(now.getTime() - Date.parse(use.used_at)) < sameUseMilliseconds,
  );
  if (isNoted) return;
  const others = uses.filter((use) => use.first_day < firstDay || lastDay < use.last_day);
  const latest = [...others, { first_day: firstDay, last_day: lastDay, used_at: now.toISOString() }];
  const document = { schema_version: 1, uses: latest.slice(-mostUses) };
  await writeNotes(join(folder, fileName), document).catch((error: unknown) => {
    // Nothing of the feed is here, so nothing was used.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

/** When a day of a feed was used last, milliseconds since the epoch; undefined when that is not known. */
export async function readUses(folder: string): Promise<(day: string) => number | undefined> {
  const uses = await readAll(folder);
  return (day) => {
    let latest: number | undefined;
    for (const use of uses) {
      if (day < use.first_day || use.last_day < day) continue;
      latest = Math.max(latest ?? Number.NEGATIVE_INFINITY, Date.parse(use.used_at));
    }
    return latest;
  };
}

/** Forgets the uses of a feed. */
export async function removeUses(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}

async function readAll(folder: string): Promise<Use[]> {
  return (await readNotes(join(folder, fileName), schema))?.uses ?? [];
}
