import { defaultCoordinator } from '../../services/coordinators/default-coordinator.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import type { CommandIo } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import type { DataOptions } from '../data/data-context.ts';
import type { ImportWords } from '../data/import-options.ts';
import { Interruption } from '../interruption.ts';
import { withProgress } from '../terminal-io.ts';

export interface CoordinatorOptions extends CommonOptions {
  readonly coordinator?: string;
}

export interface PullOptions extends CoordinatorOptions {
  readonly feed: string;
  readonly from: string;
  readonly to: string;
  readonly refresh?: boolean;
  readonly limitRate?: string;
  readonly concurrency?: string;
  readonly fileTimeout?: string;
  readonly timeout?: string;
}

/** `hindcast data pull` */
export async function pullData(options: PullOptions): Promise<void> {
  const { runDataPull } = await import('../data/data-pull.ts');
  const { refresh = false } = options;
  const { feed, from, to, limitRate, concurrency, fileTimeout, timeout } = options;
  const request = {
    ...coordinatorOf(options),
    feed,
    from,
    to,
    refresh,
    ...(limitRate === undefined ? {} : { limitRate }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(fileTimeout === undefined ? {} : { fileTimeout }),
    ...(timeout === undefined ? {} : { timeout }),
  };
  await refuseOffline(options);
  await runCancellable(options, (data, io) => runDataPull({ ...data, ...request }, io));
}

/** `hindcast data index` */
export async function indexData(options: CoordinatorOptions & FeedOptions): Promise<void> {
  const { runDataIndex } = await import('../data/data-index.ts');
  const request = { ...coordinatorOf(options), ...feedOf(options) };
  await refuseOffline(options);
  await runCancellable(options, ({ signal }, io) =>
    runDataIndex({ ...request, ...(signal === undefined ? {} : { signal }) }, io),
  );
}

export interface ImportOptions extends CommonOptions, ImportWords {
  readonly feed?: string;
  readonly source?: string;
  readonly skipBadRows?: boolean;
  readonly dryRun?: boolean;
}

/** `hindcast data import` */
export async function importData(file: string, options: ImportOptions): Promise<void> {
  const [{ runDataImport }, { readImportWords }] = await Promise.all([
    import('../data/data-import.ts'),
    import('../data/import-options.ts'),
  ]);
  const { source, skipBadRows = false, dryRun = false } = options;
  const filed = { ...feedOf(options), ...(source === undefined ? {} : { source }) };
  const request = { file, ...filed, skipBadRows, dryRun, options: readImportWords(options) };
  await runCancellable(options, (data, io) => runDataImport({ ...data, ...request }, io));
}

export interface FeedOptions extends CommonOptions {
  readonly feed?: string;
}

/** `hindcast data list` */
export async function listData(options: FeedOptions): Promise<void> {
  const { runDataList } = await import('../data/data-list.ts');
  await withProgress(options, (io) => runDataList({ ...dataOf(options), ...feedOf(options) }, io));
}

export interface RangeOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
}

/** `hindcast data check` */
export async function checkData(feed: string, options: RangeOptions): Promise<void> {
  const { runDataCheck } = await import('../data/data-check.ts');
  const { from, to } = options;
  const request = { feed, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  await withProgress(options, (io) => runDataCheck({ ...dataOf(options), ...request }, io));
}

/** `hindcast data verify` */
export async function verifyData(options: FeedOptions & { readonly quarantine?: boolean }): Promise<void> {
  const { runDataVerify } = await import('../data/data-verify.ts');
  const { quarantine = false } = options;
  await runCancellable(options, (data, io) => runDataVerify({ ...data, ...feedOf(options), quarantine }, io));
}

export interface BudgetOptions extends CommonOptions {
  readonly dryRun?: boolean;
}

/** `hindcast data budget` */
export async function budgetData(size: string | undefined, options: BudgetOptions): Promise<void> {
  const { runDataBudget } = await import('../data/data-budget.ts');
  const request = { dryRun: options.dryRun ?? false, ...(size === undefined ? {} : { size }) };
  await withProgress(options, (io) => runDataBudget({ ...dataOf(options), ...request }, io));
}

export interface QuarantineOptions extends CoordinatorOptions, FeedOptions {
  readonly day?: string;
  readonly refetch?: boolean;
  readonly delete?: boolean;
}

/** `hindcast data quarantine` */
export async function quarantineData(options: QuarantineOptions): Promise<void> {
  const { runDataQuarantine } = await import('../data/data-quarantine.ts');
  const act = options.refetch === true ? 'refetch' : options.delete === true ? 'delete' : 'list';
  const { day } = options;
  const request = {
    ...coordinatorOf(options),
    ...feedOf(options),
    ...(day === undefined ? {} : { day }),
    act,
  } as const;
  if (act === 'refetch') await refuseOffline(options);
  await runCancellable(options, (data, io) => runDataQuarantine({ ...data, ...request }, io));
}

/** `hindcast data offline` */
export async function offlineData(state: string | undefined, options: CommonOptions): Promise<void> {
  const { runDataOffline } = await import('../data/data-offline.ts');
  const request = { home: homeOf(options), ...(state === undefined ? {} : { state }) };
  await withProgress(options, (io) => runDataOffline(request, io));
}

async function refuseOffline(options: CommonOptions): Promise<void> {
  const { requireOnline } = await import('../data/data-offline.ts');
  await requireOnline(homeOf(options), process.env);
}

export interface RemoveOptions extends CommonOptions {
  readonly feed: string;
  readonly from?: string;
  readonly to?: string;
}

/** `hindcast data remove` */
export async function removeData(options: RemoveOptions): Promise<void> {
  const { runDataRemove } = await import('../data/data-remove.ts');
  const { feed, from, to } = options;
  const request = { feed, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  await withProgress(options, (io) => runDataRemove({ ...dataOf(options), ...request }, io));
}

/**
 * The coordinator's address and key may come from `COORDINATOR_URL` and `HINDCAST_API_KEY`; a key is not taken as an
 * option, since the list of processes shows those to everyone.
 */
function coordinatorOf(options: CoordinatorOptions): { coordinator: string; apiKey?: string } {
  const { url, apiKey } = defaultCoordinator(process.env);
  return { coordinator: options.coordinator ?? url, ...(apiKey === undefined ? {} : { apiKey }) };
}

function feedOf({ feed }: FeedOptions): { feed?: string } {
  return feed === undefined ? {} : { feed };
}

function dataOf(options: CommonOptions): DataOptions {
  return { home: homeOf(options), spawner: new ForkedNodeSpawner(process.env) };
}

/** Lets Ctrl-C end a command in order; the others simply stop, since what they write appears in one step. */
export async function runCancellable(
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
