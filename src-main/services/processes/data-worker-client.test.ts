import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DataReply, DataRequest } from '../../../src-core/data/data-worker-protocol.ts';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { DataWorkerClient } from './data-worker-client.ts';
import { ForkedNodeSpawner } from './forked-node-spawner.ts';
import type { ChildHandle, ProcessExit, ProcessSpawner } from './process-spawner.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';
const query = { root: '/cache', feed, days: [day], withDetail: false };

/** A process that does only what the test makes it do. */
class FakeChild implements ChildHandle<DataReply, DataRequest> {
  readonly pid = 1;
  readonly sent: DataRequest[] = [];
  reply: (reply: DataReply) => void = () => undefined;
  exit: (exit: ProcessExit) => void = () => undefined;
  write: (text: string) => void = () => undefined;

  send(request: DataRequest): void {
    this.sent.push(request);
  }

  onMessage(listener: (reply: DataReply) => void): void {
    this.reply = listener;
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.exit = listener;
  }

  onOutput(listener: (text: string) => void): void {
    this.write = listener;
  }

  kill(): void {
    this.exit({ code: null, signal: 'SIGKILL' });
  }
}

class FakeSpawner implements ProcessSpawner {
  readonly children: FakeChild[] = [];

  spawn<Incoming, Outgoing>(): ChildHandle<Incoming, Outgoing> {
    const child = new FakeChild();
    this.children.push(child);
    return child as unknown as ChildHandle<Incoming, Outgoing>;
  }
}

describe('a client of the data worker', () => {
  it('starts no process before the first request, and one for all', async () => {
    const spawner = new FakeSpawner();
    const client = new DataWorkerClient(spawner);
    expect([client.state, spawner.children.length]).toEqual(['idle', 0]);
    const first = client.request('assessDays', query);
    const second = client.request('assessDays', { ...query, days: [] });
    const [child] = spawner.children;
    expect([client.state, spawner.children.length]).toEqual(['running', 1]);
    const [one, two] = child?.sent.map(({ id }) => id) ?? [];
    const quality = { rules: 1, counts: noFaults(), startsMissing: false, endsMissing: true };
    const assessed = { day, rows: 1, quality, gaps: [], examples: [] };
    child?.reply({
      id: two ?? 0,
      ok: false,
      error: { code: 'DATA_CORRUPT', message: 'torn', details: { a: 1 } },
    });
    child?.reply({ id: one ?? 0, ok: true, result: [assessed] });
    expect(await first).toEqual([assessed]);
    await expect(second).rejects.toMatchObject({ code: 'DATA_CORRUPT', message: 'torn', details: { a: 1 } });
  });

  it('fails what waits when the process dies, and starts another for the next request', async () => {
    const spawner = new FakeSpawner();
    const client = new DataWorkerClient(spawner);
    const waiting = [client.request('assessDays', query), client.request('assessDays', query)];
    const [first] = spawner.children;
    first?.write('terminate called');
    first?.exit({ code: null, signal: 'SIGSEGV' });
    for (const request of waiting) {
      await expect(request).rejects.toMatchObject({
        code: 'WORKER_CRASHED',
        message: expect.stringContaining('ended unexpectedly (SIGSEGV) during assessDays'),
        details: { signal: 'SIGSEGV', output: 'terminate called' },
      });
    }
    expect(client.state).toBe('idle');
    const next = client.request('assessDays', query);
    const second = spawner.children[1];
    second?.reply({ id: second.sent[0]?.id ?? 0, ok: true, result: [] });
    expect(await next).toEqual([]);
  });

  it('asks alone in a process that ends with the request, whatever becomes of it', async () => {
    const spawner = new FakeSpawner();
    const client = new DataWorkerClient(spawner);
    const answered = client.requestAlone('assessDays', query);
    const failed = client.requestAlone('assessDays', query);
    const [first, second] = spawner.children as [FakeChild, FakeChild];
    const kill = vi.spyOn(first, 'kill');
    first.reply({ id: first.sent[0]?.id ?? 0, ok: true, result: [] });
    second.exit({ code: null, signal: 'SIGSEGV' });
    expect(await answered).toEqual([]);
    await expect(failed).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    expect(kill).toHaveBeenCalledOnce();
    expect([client.state, spawner.children.length]).toEqual(['idle', 2]);
    await client.close();
    await expect(client.requestAlone('assessDays', query)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('takes no request once it is closed', async () => {
    const spawner = new FakeSpawner();
    const client = new DataWorkerClient(spawner);
    const waiting = client.request('assessDays', query);
    const closing = client.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await closing;
    await expect(client.request('assessDays', query)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect([client.state, spawner.children.length]).toEqual(['closed', 1]);
    await new DataWorkerClient(spawner).close();
  });
});

describe('a real data worker', () => {
  async function startReal(): Promise<{
    client: DataWorkerClient;
    pids: number[];
    path: string;
    inspect: () => Promise<unknown>;
  }> {
    const pids: number[] = [];
    const forked = new ForkedNodeSpawner(process.env);
    const client = new DataWorkerClient({
      spawn: <Incoming, Outgoing>(entry: 'data' | 'job') => {
        const child = forked.spawn<Incoming, Outgoing>(entry);
        pids.push(child.pid ?? 0);
        return child;
      },
    });
    onTestFinished(() => client.close());
    const path = await writeDayFile({ root: temporaryFolder(), feed, day, candles: minuteCandles(day, 3) });
    return { client, pids, path, inspect: () => client.request('inspectDayFile', { path, feed, day }) };
  }

  it.skipIf(process.platform === 'win32')('leaves Ctrl-C to the process that started it', async () => {
    const { pids, inspect } = await startReal();
    expect(await inspect()).toMatchObject({ rows: 3 });
    process.kill(pids[0] ?? 0, 'SIGINT');
    expect(await inspect()).toMatchObject({ rows: 3 });
    expect(pids).toHaveLength(1);
  });

  it('answers, survives bad requests, and comes back after it was killed', async () => {
    const { client, pids, path, inspect } = await startReal();
    expect(await inspect()).toMatchObject({ rows: 3 });
    await expect(client.request('inspectDayFile', { path: `${path}.none`, feed, day })).rejects.toMatchObject(
      {
        code: 'DATA_MISSING',
      },
    );
    await expect(client.request('unknown' as 'assessDays', query)).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    // Stopped, so that it cannot answer before it is killed; Windows cannot stop a process.
    if (process.platform !== 'win32') process.kill(pids[0] ?? 0, 'SIGSTOP');
    const dying = inspect();
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await expect(dying).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    expect(await inspect()).toMatchObject({ rows: 3 });
    expect(pids).toHaveLength(2);
  });
});
