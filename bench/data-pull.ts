import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

/** `node bench/data-pull.ts`: what pulling and verifying cost beside curl and sha256sum on the same files. */
type Row = readonly [what: string, figure: string, aim: string];

const coordinatorProgram = fileURLToPath(
  new URL('../src-coordinator/coordinator-process.ts', import.meta.url),
);
const rounds = 5;

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
    const pull = (): Promise<unknown> =>
      pullCandles({ ...parts, client }, { feed, firstDay, lastDay, refresh: true });
    // The worker runs already, as it does in the application.
    await pull();
    const pulled = await best(async () => {
      await removeFromDisk(cache.root);
      return timed(pull);
    });
    const urls = files.map(({ day }) => `${started.url}/data/backfill/${home.feed}/${day}.parquet`);
    const curled = await best(() => curl(join(folder, 'curl'), urls));
    const verified = await best(() => timed(() => verifyCache(parts, { moveDamaged: false })));
    const summed = await best(() => sha256sum(cache.folderOf(feed)));
    const what = `${files.length} files of ${candles.stepSeconds === 60 ? 'minutes' : 'seconds'}, ${(bytes / 1e6).toFixed(0)} MB`;
    return [
      [`pull of ${what}`, seconds(pulled), ''],
      ...beside('curl --parallel', curled, pulled, 1.3),
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

async function curl(folder: string, urls: readonly string[]): Promise<number | undefined> {
  if (!isThere('curl', '--version')) return undefined;
  await removeFromDisk(folder);
  const lines = urls.map((url, index) => `url = "${url}"\noutput = "${join(folder, String(index))}"\n`);
  const config = `${folder}.txt`;
  await writeFile(config, lines.join(''));
  return timed(() =>
    run('curl', ['--parallel', '--silent', '--show-error', '--fail', '--create-dirs', '--config', config]),
  );
}

async function sha256sum(folder: string): Promise<number | undefined> {
  if (!isThere('sha256sum', '--version')) return undefined;
  return timed(() => run('sh', ['-c', `sha256sum "${folder}"/*.parquet > /dev/null`]));
}

/** Deletes files of a round before, and waits for the disk: otherwise the next round pays for them. */
async function removeFromDisk(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  if (isThere('sync', '--version')) await run('sync', []);
}

async function run(command: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'inherit'] });
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

/** The shortest of some times; undefined when there is none. */
async function best<Time extends number | undefined>(measure: () => Promise<Time>): Promise<Time> {
  let shortest = await measure();
  for (let round = 1; round < rounds; round++) {
    const time = await measure();
    if (time !== undefined && shortest !== undefined && time < shortest) shortest = time;
  }
  return shortest;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

if (import.meta.main) for (const row of await benchDataPull()) console.log(row.join('   '));
