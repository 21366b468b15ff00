import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createServer, type ServerOptions } from '../src-coordinator/http/server.ts';
import { AccessPolicy } from '../src-coordinator/http/guard/access-policy.ts';
import { serverLimitsSchema } from '../src-coordinator/http/guard/server-limits.ts';
import { silentLogger } from '../src-coordinator/logger.ts';
import { openCoordinatorDatabase } from '../src-coordinator/store/coordinator-database.ts';
import { DayFileCatalogue } from '../src-coordinator/store/day-file-catalogue.ts';
import { dayFilePath } from '../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../src-core/time/utc.ts';

const client = fileURLToPath(new URL('timed-requests.ts', import.meta.url));
const feedCount = 50;
const daysOfFeed = 2_000;
const firstDay = dayStart('2020-01-01');

/** How long the answers about a catalogue of 100,000 day files take, and how long they keep others waiting. */
export async function benchCoordinatorIndex(): Promise<[what: string, figure: string, aim: string][]> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-bench-index-'));
  const file = join(folder, 'coordinator.sqlite');
  const filling = openCoordinatorDatabase(file);
  filling.transaction(() => fill(new DayFileCatalogue(filling, Date.now)))();
  filling.close();
  const database = openCoordinatorDatabase(file);
  const catalogue = new DayFileCatalogue(database, Date.now);
  const server = createServer({
    ...({} as Pick<ServerOptions, 'jobs' | 'backfills' | 'tail'>),
    feeds: [],
    catalogue,
    root: folder,
    access: new AccessPolicy({}),
    limits: serverLimitsSchema.parse({}),
    page: new Map(),
    logger: silentLogger,
    now: Date.now,
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  try {
    const url = `${address}/data/backfill/index`;
    const gzip = { 'accept-encoding': 'gzip' };
    const blocked = monitorEventLoopDelay({ resolution: 1 });
    blocked.enable();
    const [first = NaN] = await ask(url, 1, gzip);
    blocked.disable();
    const packed = await best(url, gzip);
    const plain = await best(url, {});
    const oneFeed = await best(`${url}?subject=S07`, gzip);
    const oneMonth = await best(`${url}?start=2022-01-01&end=2022-01-31`, gzip);
    const tag = (await fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    const known = await best(url, { 'if-none-match': tag });
    putDay(catalogue, 7, 0);
    const [changed = NaN] = await ask(url, 1, gzip);
    const times = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
    return [
      ['index of 100,000 day files, first answer, packed', times(first), '2 s'],
      ['  longest that it keeps other requests waiting', times(blocked.max / 1e6), '50 ms'],
      ['  repeated, packed', times(packed), ''],
      ['  repeated, plain', times(plain), ''],
      ['  after one file changed', times(changed), '1 s'],
      ['  one feed of 50 (2,000 files)', times(oneFeed), '50 ms'],
      ['  one month of all feeds (1,550 files)', times(oneMonth), '50 ms'],
      ['  304 for whom has it', times(known), '5 ms'],
    ];
  } finally {
    await server.close();
    database.close();
    await rm(folder, { recursive: true });
  }
}

function fill(catalogue: DayFileCatalogue): void {
  for (let feed = 0; feed < feedCount; feed += 1) {
    for (let day = 0; day < daysOfFeed; day += 1) putDay(catalogue, feed, day);
  }
}

function putDay(catalogue: DayFileCatalogue, feedNumber: number, dayNumber: number): void {
  const feed = {
    source: 'bench',
    subject: `S${String(feedNumber).padStart(2, '0')}`,
    kind: 'candle',
    granularity: '1m',
  } as const;
  const firstSeconds = firstDay + dayNumber * secondsPerDay;
  const day = dayOf(firstSeconds);
  const number = feedNumber * daysOfFeed + dayNumber;
  catalogue.put({
    feed,
    day,
    path: dayFilePath(feed, day),
    records: 1440,
    sizeBytes: 40_000 + number,
    // As unlike each other as hashes are.
    sha256: Array.from({ length: 8 }, (_, at) => Math.imul(number * 8 + at + 1, 0x9e3779b1) >>> 0)
      .map((word) => word.toString(16).padStart(8, '0'))
      .join(''),
    complete: true,
    firstSeconds,
    lastSeconds: firstSeconds + secondsPerDay - 60,
    modifiedMilliseconds: firstSeconds * 1000,
  });
}

/** Milliseconds that each of some requests took. */
async function ask(url: string, rounds: number, headers: Record<string, string>): Promise<number[]> {
  const parameters = [client, url, String(rounds), JSON.stringify(headers)];
  const { stdout } = await promisify(execFile)(process.execPath, parameters);
  return JSON.parse(stdout) as number[];
}

async function best(url: string, headers: Record<string, string>): Promise<number> {
  return Math.min(...(await ask(url, 5, headers)));
}

if (import.meta.main) {
  for (const row of await benchCoordinatorIndex()) console.log(row.join('   '));
}
