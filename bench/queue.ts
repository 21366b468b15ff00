import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createHome, resolveHome, type Home } from '../src-main/services/home/home.ts';
import type { JobListFilter } from '../src-main/services/jobs/store/job-list-query.ts';
import { ServedApp } from '../tests/support/served-app.ts';
import { WebClient } from '../tests/api/web-client.ts';
import { fillQueue, idOf, openStore } from './queue-jobs.ts';

const jobCount = 100_000;
const claimers = 4;
const claimMilliseconds = 3000;
const subscribers = 10;
const eventCount = 2000;
const idleMilliseconds = 20_000;
/** What a start leaves to do (garbage of a hundred thousand rows above all) is over by then. */
const settleMilliseconds = 10_000;

type Row = readonly [what: string, figure: string, aim: string];

/** The job queue at the size that it promises to bear: claims, lists, events, and what it costs while nothing happens. */
export async function benchQueue(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-queue-'));
  try {
    const home = resolveHome(join(folder, 'home'), {});
    createHome(home);
    const store = openStore(home);
    fillQueue(store, jobCount);
    store.close();
    const rows = [
      ...(await benchClaims(home)),
      ...benchLists(home),
      ...(await benchEvents(join(folder, 'events'))),
    ];
    rows.push(await benchIdle(home));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every claim is a transaction of its own that is forced to disk. */
async function benchClaims(home: Home): Promise<Row[]> {
  const program = fileURLToPath(new URL('queue-claimer.ts', import.meta.url));
  const processes = Array.from({ length: claimers }, () => fork(program, [home.root]));
  await Promise.all(processes.map((child) => once(child, 'message')));
  // What filling the queue has written is on disk before, and is no burden of the claims.
  const database = openSync(home.database, 'r+');
  fsyncSync(database);
  closeSync(database);
  const answers = processes.map((child) => once(child, 'message'));
  const started = performance.now();
  for (const child of processes) child.send(claimMilliseconds);
  const claims = (await Promise.all(answers)).map(([count]) => Number(count));
  const perSecond = claims.reduce((sum, count) => sum + count, 0) / ((performance.now() - started) / 1000);
  return [
    [
      `claims, ${jobCount.toLocaleString('en')} pending, ${claimers} processes`,
      `${Math.round(perSecond)}/s`,
      '2,000/s',
    ],
    ['  fewest and most of one process', `${Math.min(...claims)}, ${Math.max(...claims)}`, ''],
  ];
}

function benchLists(home: Home): Row[] {
  const store = openStore(home);
  const limit = 100;
  const filters: readonly (readonly [string, JobListFilter])[] = [
    ['first page', { limit }],
    ['by state', { limit, states: ['running'] }],
    ['by owner and day', { limit, owner: 'ada', createdFrom: '2026-01-01', createdTo: '2099-01-01' }],
    ['by name', { limit, name: 'sweep 1, lookback 1' }],
    ['by text', { limit, text: 'lookback 96' }],
    ['by text that is nowhere', { limit, text: 'unheard of' }],
    ['by two letters that are nowhere', { limit, text: 'zz' }],
    [
      'by text that is nowhere, owner and state',
      { limit, text: 'unheard', owner: 'ada', states: ['pending'] },
    ],
    ['by a state that none has', { limit, states: ['failed'] }],
  ];
  const rows = filters.map(([what, filter]): Row => {
    const times = Array.from({ length: 15 }, () => {
      const started = performance.now();
      store.lists.page(filter);
      return performance.now() - started;
    });
    const median = times.toSorted((left, right) => left - right)[7] ?? 0;
    return [`list of ${jobCount.toLocaleString('en')} jobs, ${what}`, `${median.toFixed(1)} ms`, '10 ms'];
  });
  store.close();
  return rows;
}

/** From a change of many jobs to the last of its events at the last page, through `hindcast serve` and its WebSockets. */
async function benchEvents(root: string): Promise<Row[]> {
  const home = resolveHome(root, {});
  createHome(home);
  const store = openStore(home);
  fillQueue(store, eventCount);
  store.order.pause('bench');
  store.close();
  const app = await ServedApp.start({ home: root, models: root, temporary: tmpdir() });
  const pages = await Promise.all(
    Array.from({ length: subscribers }, () => new WebClient(app.origin, app.token).open()),
  );
  try {
    const hearAll = (count: number): Promise<unknown> =>
      Promise.all(
        pages.map(
          (page) =>
            new Promise<void>((resolve) => {
              let heard = 0;
              const stop = page.onEvent(({ event }) => {
                if (event.type !== 'job' || ++heard < count) return;
                stop();
                resolve();
              });
            }),
        ),
      );
    const jobIds = Array.from({ length: eventCount }, (_, number) => idOf(number));
    const started = performance.now();
    const heard = hearAll(eventCount);
    await app.api.call('queue.prioritize', { jobIds, priority: 'high' });
    await heard;
    const perSecond = eventCount / ((performance.now() - started) / 1000);
    const delays: number[] = [];
    for (let round = 0; round < 50; round++) {
      const heardOne = hearAll(1);
      const asked = performance.now();
      await Promise.all([heardOne, app.api.call('jobs.annotate', { jobId: idOf(round), notes: 'x' })]);
      delays.push(performance.now() - asked);
    }
    const median = delays.toSorted((left, right) => left - right)[25] ?? 0;
    return [
      [`events to ${subscribers} pages, changes in the database included`, `${Math.round(perSecond)}/s`, ''],
      [`  from asking for a change to the last of ${subscribers} pages`, `${median.toFixed(1)} ms`, ''],
    ];
  } finally {
    for (const page of pages) page.close();
    await app.close();
  }
}

/** An application with a page open, over a queue in which nothing can start. Linux only: elsewhere it says nothing. */
async function benchIdle(home: Home): Promise<Row> {
  const store = openStore(home);
  store.order.pause('bench');
  store.together(() => {
    for (const job of store.running())
      store.attempts.cancel({ jobId: job.jobId, leaseId: job.leaseId ?? '' }, 'bench');
  });
  store.close();
  const app = await ServedApp.start({ home: home.root, models: home.root, temporary: tmpdir(), hurry: 1 });
  try {
    await delay(settleMilliseconds);
    const before = processorSeconds(app.pid);
    await delay(idleMilliseconds);
    const share = (processorSeconds(app.pid) - before) / (idleMilliseconds / 1000);
    return [
      `idle queue of ${jobCount.toLocaleString('en')} jobs, of one core`,
      `${(share * 100).toFixed(2)} %`,
      '0.2 %',
    ];
  } finally {
    await app.close();
  }
}

/** Of all threads, in nanoseconds as the scheduler counts them: the hundredths of `stat` are too coarse for so little. */
function processorSeconds(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  try {
    return readdirSync(tasks)
      .map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e9)
      .reduce((sum, seconds) => sum + seconds, 0);
  } catch {
    return Number.NaN;
  }
}
