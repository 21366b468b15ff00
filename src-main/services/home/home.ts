import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** Where everything Hindcast keeps lives. Absolute paths; all on one file system, so that a rename is atomic. */
export interface Home {
  readonly root: string;
  /** Candle files by feed and UTC day. */
  readonly cache: string;
  /** One folder per completed job. */
  readonly results: string;
  /** The SQLite file of queue and index. */
  readonly database: string;
  /** One JSON-lines file per job, whatever became of it. */
  readonly logs: string;
  /** Work in progress; what no living process owns is deleted when jobs are recovered. */
  readonly tmp: string;
  /** Files that failed verification, kept for a look. */
  readonly quarantine: string;
}

/**
 * Decides where Hindcast keeps its files: the `--home` option, else `HINDCAST_HOME`, else the operating system's
 * convention for application data. Touches no file.
 *
 * @throws HindcastError `BAD_INPUT` when the option is given but empty
 */
export function resolveHome(option: string | undefined, environment: NodeJS.ProcessEnv): Home {
  if (option?.trim() === '') {
    throw new HindcastError('BAD_INPUT', '--home is empty. Give it a folder, or leave it out.');
  }
  const fromEnvironment = environment['HINDCAST_HOME']?.trim();
  const root = resolve(
    withoutTilde(option ?? (fromEnvironment || envPaths('hindcast', { suffix: '' }).data)),
  );
  return {
    root,
    cache: join(root, 'cache'),
    results: join(root, 'results'),
    database: join(root, 'hindcast.db'),
    logs: join(root, 'logs'),
    tmp: join(root, 'tmp'),
    quarantine: join(root, 'quarantine'),
  };
}

/** Shells expand `~` in `--home ~/x`, but neither in `--home=~/x` nor in a file of variables. */
function withoutTilde(folder: string): string {
  return folder.replace(/^~(?=$|[/\\])/, () => homedir());
}

/**
 * Creates the folders of a home that are missing, readable by their owner only.
 *
 * @throws HindcastError `BAD_INPUT` when the home cannot be created or written
 */
export function createHome(home: Home): void {
  try {
    for (const folder of [home.root, home.cache, home.results, home.logs, home.tmp, home.quarantine]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
  } catch (error) {
    throw new HindcastError(
      'BAD_INPUT',
      `Cannot create Hindcast's folder ${home.root}. Choose one that you can write to with --home or HINDCAST_HOME.`,
      { cause: error, details: { home: home.root, reason: (error as NodeJS.ErrnoException).code } },
    );
  }
}
