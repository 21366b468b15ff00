import { describe, expect, it } from 'vitest';
import type { ApiClient, ConnectionState } from '../../../src-core/api/client.ts';
import type { NumberedEvent, Snapshot } from '../../../src-core/api/events.ts';
import { sampleJob, sampleSnapshot } from '../testing/sample-jobs.ts';
import { createLiveStore } from './live-store.ts';

/** A host whose snapshots and events the test hands out. */
function stubHost() {
  const asked: PromiseWithResolvers<Snapshot>[] = [];
  const events = new Set<(event: NumberedEvent) => void>();
  const connections = new Set<(state: ConnectionState) => void>();
  const follow =
    <Value>(listeners: Set<(value: Value) => void>) =>
    (listener: (value: Value) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
  const call = (): Promise<Snapshot> => {
    const answer = Promise.withResolvers<Snapshot>();
    asked.push(answer);
    return answer.promise;
  };
  return {
    asked,
    events,
    api: { call: call as ApiClient['call'], onEvent: follow(events), onConnection: follow(connections) },
    answer: async (snapshot: Snapshot) => {
      asked.at(-1)?.resolve(snapshot);
      await settled();
    },
    rename: (seq: number, name: string, epoch = 'first') => {
      for (const listener of events)
        listener({ epoch, seq, event: { type: 'job', job: sampleJob(1, { name }) } });
    },
    connection: (state: ConnectionState) => {
      for (const listener of connections) listener(state);
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const atOnce = (flush: () => void): void => flush();

function openStore() {
  const host = stubHost();
  const store = createLiveStore(host.api, atOnce);
  const nameOfFirst = (): string | undefined => store.getState().live?.jobs[sampleJob(1).jobId]?.name;
  return { host, store, nameOfFirst };
}

describe('the live store', () => {
  it('applies events that came while the snapshot was on its way', async () => {
    const { host, nameOfFirst } = openStore();
    host.rename(10, 'before the snapshot');
    host.rename(11, 'after the snapshot');
    await host.answer(sampleSnapshot());
    expect(nameOfFirst()).toBe('after the snapshot');
    expect(host.asked).toHaveLength(1);
  });

  it('follows events', async () => {
    const { host, nameOfFirst } = openStore();
    await host.answer(sampleSnapshot());
    host.rename(11, 'renamed');
    expect(nameOfFirst()).toBe('renamed');
  });

  it('takes a new snapshot after a gap and goes on from there', async () => {
    const { host, nameOfFirst } = openStore();
    await host.answer(sampleSnapshot());
    host.rename(13, 'gap');
    expect(host.asked).toHaveLength(2);
    host.rename(14, 'while asking');
    await host.answer(sampleSnapshot({ seq: 13 }));
    expect(nameOfFirst()).toBe('while asking');
    expect(host.asked).toHaveLength(2);
  });

  it('takes a new snapshot of a host that was started anew', async () => {
    const { host, nameOfFirst } = openStore();
    await host.answer(sampleSnapshot());
    host.rename(1, 'other life', 'second');
    await host.answer(sampleSnapshot({ epoch: 'second', seq: 5, jobs: [sampleJob(1, { name: 'fresh' })] }));
    host.rename(6, 'went on', 'second');
    expect(nameOfFirst()).toBe('went on');
  });

  it('takes a new snapshot when a lost connection is back', async () => {
    const { host, store } = openStore();
    await host.answer(sampleSnapshot());
    host.connection('lost');
    expect(store.getState().connection).toBe('lost');
    host.connection('open');
    expect(host.asked).toHaveLength(2);
  });

  it('says why there is no snapshot, and tries again when asked', async () => {
    const { host, store } = openStore();
    const error = new Error('no host');
    host.asked[0]?.reject(error);
    await settled();
    expect(store.getState()).toMatchObject({ live: undefined, error });
    void store.refresh();
    await host.answer(sampleSnapshot());
    expect(store.getState().live?.seq).toBe(10);
    expect(store.getState().error).toBeUndefined();
  });

  it('hears nothing more once closed', async () => {
    const { host, store } = openStore();
    await host.answer(sampleSnapshot());
    store.close();
    expect(host.events.size).toBe(0);
  });
});
