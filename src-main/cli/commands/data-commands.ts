import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import type { CommandIo } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import type { DataOptions } from '../data/data-context.ts';
import { Interruption } from '../interruption.ts';
import { withProgress } from '../terminal-io.ts';

export interface PullOptions extends CommonOptions {
  readonly coordinator?: string;
  readonly feed: string;
  readonly from: string;
  readonly to: string;
  readonly refresh?: boolean;
}

const defaultCoordinator = 'http://127.0.0.1:8000';

/**
 * `hindcast data pull`. The coordinator's address and key may come from `COORDINATOR_URL` and `HINDCAST_API_KEY`;
 * a key is not taken as an option, since the list of processes shows those to everyone.
 */
export async function pullData(options: PullOptions): Promise<void> {
  const { runDataPull } = await import('../data/data-pull.ts');
  const coordinator = options.coordinator ?? (process.env['COORDINATOR_URL'] || defaultCoordinator);
  const apiKey = process.env['HINDCAST_API_KEY'];
  const { feed, from, to, refresh = false } = options;
  const request = { coordinator, feed, from, to, refresh, ...(apiKey ? { apiKey } : {}) };
  await runCancellable(options, (data, io) => runDataPull({ ...data, ...request }, io));
}

export interface ImportOptions extends CommonOptions {
  readonly feed: string;
  readonly skipBadRows?: boolean;
}

/** `hindcast data import` */
export async function importData(file: string, options: ImportOptions): Promise<void> {
  const { runDataImport } = await import('../data/data-import.ts');
  const { feed, skipBadRows = false } = options;
  await withProgress(options, (io) => runDataImport({ ...dataOf(options), file, feed, skipBadRows }, io));
}

export interface FeedOptions extends CommonOptions {
  readonly feed?: string;
}

/** `hindcast data list` */
export async function listData(options: FeedOptions): Promise<void> {
  const { runDataList } = await import('../data/data-list.ts');
  await withProgress(options, (io) => runDataList({ ...dataOf(options), ...feedOf(options) }, io));
}

/** `hindcast data verify` */
export async function verifyData(options: FeedOptions & { readonly quarantine?: boolean }): Promise<void> {
  const { runDataVerify } = await import('../data/data-verify.ts');
  const { quarantine = false } = options;
  await runCancellable(options, (data, io) => runDataVerify({ ...data, ...feedOf(options), quarantine }, io));
}

function feedOf({ feed }: FeedOptions): { feed?: string } {
  return feed === undefined ? {} : { feed };
}

function dataOf(options: CommonOptions): DataOptions {
  return { home: homeOf(options), spawner: new ForkedNodeSpawner(process.env) };
}

/** Lets Ctrl-C end a command in order; the others simply stop, since what they write appears in one step. */
async function runCancellable(
  options: CommonOptions,
  run: (data: DataOptions, io: CommandIo) => Promise<void>,
): Promise<void> {
  const interruption = new Interruption();
  const abort = new AbortController();
  interruption.handle(() => abort.abort());
  try {
    await withProgress(options, (io) => run({ ...dataOf(options), signal: abort.signal }, io));
  } finally {
    interruption.stop();
  }
}
