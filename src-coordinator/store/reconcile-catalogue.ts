import { rm, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import type { CoordinatorLogger } from '../logger.ts';
import { readDayFileFacts } from '../parquet/day-file-facts.ts';
import { findDayFiles } from '../parquet/day-file-tree.ts';
import type { DayFileCatalogue } from './day-file-catalogue.ts';

/**
 * Makes the catalogue agree with the files: what a crash left half-written is removed, files that are new or changed
 * are read, and entries without a file are dropped. A file that cannot be read stays where it is and is not listed.
 */
export async function reconcileCatalogue(
  catalogue: DayFileCatalogue,
  root: string,
  session: DuckDBConnection,
  logger: CoordinatorLogger,
): Promise<void> {
  const known = new Map(catalogue.list().map((file) => [file.path, file]));
  for (const { path: file, names } of await findDayFiles(root)) {
    if (names === undefined) {
      await rm(file, { force: true });
      continue;
    }
    const path = dayFilePath(names.feed, names.day);
    const entry = known.get(path);
    const { size, mtimeMs } = await stat(file);
    if (entry?.sizeBytes !== size || entry.modifiedMilliseconds !== mtimeMs) {
      try {
        catalogue.put(await readDayFileFacts(session, file, names.feed, names.day));
      } catch (error) {
        logger.warn(
          { path, reason: error instanceof Error ? error.message : String(error) },
          'unreadable day file',
        );
        continue;
      }
    }
    known.delete(path);
  }
  for (const path of known.keys()) catalogue.remove(path);
}
