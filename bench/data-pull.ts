import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { InspectDayFile } from '../src-core/data/day-file-inspection.ts';
import { parseFeedPath } from '../src-core/feed/feed-schema.ts';
import { CandleCache } from '../src-main/services/cache/candle-cache.ts';
import { pullCandles } from '../src-main/services/cache/pull/pull-candles.ts';
import { verifyCache } from '../src-main/services/cache/upkeep/verify-cache.ts';
import { CoordinatorClient } from '../src-main/services/coordinator/coordinator-client.ts';
import { DataWorkerClient } from '../src-main/services/processes/data-worker-client.ts';
import { ForkedNodeSpawner } from '../src-main/services/processes/forked-node-spawner.ts';
import { monthOfSeconds, yearOfMinutes, type BenchCandles } from './candle-files.ts';
import { BenchHome } from './end-to-end.ts';
import { processorMilliseconds } from './process-tree.ts';

/** `node bench/data-pull.ts`: what pulling and verifying cost beside curl and sha256sum on the same files. */
type Row = readonly [what: string, figure: string, aim: string];

const coordinatorProgram = fileURLToPath(
  new URL('../src-coordinator/coordinator-process.ts', import.meta.url),
);
const rounds = 5;
const warmingRounds = 5;

export async function benchDataPull(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const candles of [yearOfMinutes, monthOfSeconds]) rows.push(...(await benchCandles(candles)));
  return rows;
}

async function benchCandles(candles: BenchCandles): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-bench-pull-'));
  const home = await BenchHome.prepare(candles);
  const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
  let coordinator: ChildProcess | undefined;
  try {
    const served = join(folder, 'coordinator');
    await cp(join(home.folder, 'cache'), join(served, 'backfill'), { recursive: true });
    await home.remove();
    const started = await startCoordinator(folder, served);
    coordinator = started.process;
    const client = new CoordinatorClient({ baseUrl: started.url });
    const feed = parseFeedPath(home.feed);
    const files = await client.index();
    const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const cache = new CandleCache(join(folder, 'cache'));
    const parts = {
      cache,
      quarantine: join(folder, 'quarantine'),
      inspect: (request: InspectDayFile) => worker.request('inspectDayFile', request),
      now: () => new Date(),
    };
    const days = files.map(({ day }) => day).sort();
    const [firstDay = '', lastDay = ''] = [days[0], days.at(-1)];
    const pullInto = (target: CandleCache): Promise<unknown> =>
      pullCandles({ ...parts, cache: target, client }, { feed, firstDay, lastDay, refresh: false });
    await pullInto(cache);
    let processorTime = 0;
    const timedPull = async (target: string): Promise<number> => {
      const before = processorMilliseconds();
      const time = await timed(() => pullInto(new CandleCache(target)));
      processorTime += processorMilliseconds() - before;
      return time;
    };
    const inNewFolder = async <Time>(measure: (target: string) => Promise<Time>): Promise<Time> => {
      const target = await mkdtemp(join(folder, 'round-'));
      const time = await measure(target);
      await emptyFiles(target);
      return time;
    };
    // The first pulls of a process take up to three times as long, until V8 has made machine code of what they do.
    for (let round = 1; round < warmingRounds; round++) await inNewFolder(timedPull);
    processorTime = 0;
    const urls = files.map(({ day }) => `${started.url}/data/backfill/${home.feed}/${day}.parquet`);
    const [pulled, curled, curledDurably] = await bestOfEach(
      () => inNewFolder(timedPull),
      () => inNewFolder((target) => curl(target, urls)),
      () => inNewFolder((target) => curl(target, urls, hashAndSync)),
    );
    const [verified, summed] = await bestOfEach(
      () => timed(() => verifyCache(parts, { moveDamaged: false })),
      () => sha256sum(cache.folderOf(feed)),
    );
    const what = `${files.length} files of ${candles.stepSeconds === 60 ? 'minutes' : 'seconds'}, ${(bytes / 1e6).toFixed(0)} MB`;
    return [
      [`pull of ${what}`, seconds(pulled), ''],
      [
        '  its processor time, shared evenly by all cores',
        seconds(processorTime / rounds / availableParallelism()),
        '',
      ],
      ...beside('curl --parallel', curled, pulled, 1.3),
      ...beside('curl, then openssl dgst and sync', curledDurably, pulled, undefined),
      [`data verify of ${what}`, seconds(verified), ''],
      ...beside('sha256sum', summed, verified, undefined),
    ];
  } finally {
    await worker.close();
    coordinator?.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function beside(name: string, theirs: number | undefined, ours: number, aim: number | undefined): Row[] {
  if (theirs === undefined) return [[`  ${name}`, 'not here', '']];
  return [
    [`  ${name}`, seconds(theirs), ''],
    [`  ratio to ${name}`, (ours / theirs).toFixed(2), aim === undefined ? '' : String(aim)],
  ];
}

async function startCoordinator(
  folder: string,
  data: string,
): Promise<{ url: string; process: ChildProcess }> {
  const config = join(folder, 'feeds.json');
  const provider = { type: 'synthetic', seed: 1, initial_price: 100 };
  const feed = { source: 'synthetic', subject: 'OTHER', kind: 'candle', granularity: '1m', provider };
  await writeFile(config, JSON.stringify({ feeds: [feed] }));
  const parameters = [
    coordinatorProgram,
    '--config',
    config,
    '--data',
    data,
    '--port',
    '0',
    '--exit-with-stdin',
  ];
  const child = spawn(process.execPath, parameters, { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: (JSON.parse(line) as { url: string }).url, process: child };
}

/** What has to come after receiving files for them to be verified and on the disk at all. */
const hashAndSync = `xargs -P ${availableParallelism()} -n 64 openssl dgst -sha256 < names > /dev/null && xargs sync -d < names`;

/** Receives files into a folder, and does what comes `after` in there. */
async function curl(folder: string, urls: readonly string[], after = ''): Promise<number | undefined> {
  if (!isThere('curl', '--version') || (after !== '' && !isThere('openssl', 'version'))) return undefined;
  const names = urls.map((_, index) => `${index}.parquet`);
  const config = urls.map((url, index) => `url = "${url}"\noutput = "${names[index]}"\n`);
  await writeFile(join(folder, 'config'), config.join(''));
  await writeFile(join(folder, 'names'), names.join('\n'));
  const receive = 'curl --parallel --no-progress-meter --fail --config config';
  return timed(() => run('sh', ['-c', after === '' ? receive : `${receive} && ${after}`], folder));
}

async function sha256sum(folder: string): Promise<number | undefined> {
  if (!isThere('sha256sum', '--version')) return undefined;
  return timed(() => run('sh', ['-c', 'sha256sum *.parquet > /dev/null'], folder));
}

/**
 * Gives back the memory that files take in the system, for the next ones: such as it never gave out before is slow. They
 * are not deleted, since ext4 makes new files slowly for seconds after that.
 */
async function emptyFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await truncate(join(entry.parentPath, entry.name));
  }
}

async function run(command: string, parameters: readonly string[], folder?: string): Promise<void> {
  const child = spawn(command, parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with status ${code}`);
}

function isThere(command: string, parameter: string): boolean {
  try {
    execFileSync(command, [parameter], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * The shortest of some times of each; undefined where there is none. They take turns, since the speed of a machine
 * changes from one second to the next.
 */
async function bestOfEach<Times extends readonly (number | undefined)[]>(
  ...measures: { readonly [Index in keyof Times]: () => Promise<Times[Index]> }
): Promise<Times> {
  const shortest: (number | undefined)[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [index, measure] of measures.entries()) {
      // Otherwise each pays for what the one before left for the disk.
      if (isThere('sync', '--version')) await run('sync', []);
      const time = await measure();
      if (time !== undefined) shortest[index] = Math.min(time, shortest[index] ?? Infinity);
    }
  }
  return shortest as readonly (number | undefined)[] as Times;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

if (import.meta.main) for (const row of await benchDataPull()) console.log(row.join('   '));
