import type { DoctorParts } from './examine-queue.ts';
import type { Problem } from './problem.ts';

const mendable = new Set(['job_event', 'job_dependency', 'job_group']);

/** What SQLite finds wrong with the database, and rows that nothing uses. */
export async function databaseProblems({ home, store: { checkup } }: DoctorParts): Promise<Problem[]> {
  const damages = checkup.damages();
  if (damages.length > 0) {
    return [
      {
        code: 'DATABASE_DAMAGED',
        severity: 'error',
        subject: home.database,
        message:
          `The database is damaged: ${damages.slice(0, 3).join('; ')}. Stop Hindcast and put a copy of the file in its ` +
          'place; copies that were made before updates are beside it.',
      },
    ];
  }
  const references = checkup.brokenReferences().map(({ table, rowId, parent }): Problem => {
    const isMendable = mendable.has(table) || parent === 'job_group';
    return {
      code: 'BROKEN_REFERENCE',
      severity: 'error',
      subject: rowId === null ? table : `${table} ${rowId}`,
      message: `A row of table ${table} refers to a row of table ${parent} that is not there.`,
      remedy: isMendable
        ? {
            words: table === 'job' ? 'takes the job out of the group' : 'deletes the row',
            apply: () => checkup.mendReferences(),
          }
        : undefined,
    };
  });
  const snapshots = checkup.unusedSnapshots().map((snapshotId): Problem => ({
    code: 'UNUSED_SNAPSHOT',
    severity: 'warning',
    subject: snapshotId,
    message: `No job uses the list of candle files ${snapshotId.slice(0, 12)}.`,
    remedy: { words: 'deletes the list, no candles', apply: () => checkup.forgetSnapshot(snapshotId) },
  }));
  const groups = checkup.emptyGroups().map(({ groupId, name }): Problem => ({
    code: 'EMPTY_GROUP',
    severity: 'warning',
    subject: groupId,
    message: `The group "${name}" has no jobs.`,
    remedy: { words: 'forgets the group', apply: () => checkup.forgetEmptyGroup(groupId) },
  }));
  return [...references, ...snapshots, ...groups];
}
