import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../../src-core/api/client.ts';
import type { LogLine } from '../../../../src-core/api/contract/jobs.ts';
import type { ApiEvent, NumberedEvent } from '../../../../src-core/api/events.ts';
import { createJobLog, linesKept } from './job-log.ts';

const jobId = '0'.repeat(32);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const line = (message: string): LogLine => ({
  at: '2022-01-01T00:00:00Z',
  level: 'info',
  origin: 'model',
  message,
});

/** A host whose log grows as the test says. */
function host(first: number) {
  let log = Array.from({ length: first }, (_, index) => line(`line ${index + 1}`));
  const listeners = new Set<(event: NumberedEvent) => void>();
  const calls: { fromLine: number; limit: number }[] = [];
  let isDown = false;
  const call = (_name: string, input: { fromLine: number; limit: number }) => {
    calls.push(input);
    if (isDown) return Promise.reject(new Error('down'));
    const nextLine = Math.min(input.fromLine + input.limit, log.length);
    return Promise.resolve({ lines: log.slice(input.fromLine, nextLine), nextLine, total: log.length });
  };
  const api = {
    call,
    onEvent: (listener: (event: NumberedEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection: () => () => undefined,
  } as unknown as Pick<ApiClient, 'call' | 'onEvent' | 'onConnection'>;
  return {
    log: createJobLog(api, jobId),
    calls,
    listeners,
    setDown: (down: boolean) => (isDown = down),
    replace: (lines: LogLine[]) => (log = lines),
    say: async (message: string, about = jobId) => {
      log.push(line(message));
      const event: ApiEvent = { type: 'logged', jobId: about };
      for (const listener of listeners) listener({ epoch: 'e', seq: 1, event });
      for (let turn = 0; turn < 5; turn++) await settled();
    },
  };
}

const read = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await settled();
};

describe('the log of a job', () => {
  it('is read to its end over several pages, with the numbers of its lines', async () => {
    const { log, calls } = host(12_000);
    log.follow();
    await read();
    const { lines, total, isLoaded } = log.store.getState();
    expect([lines.length, total, isLoaded]).toEqual([12_000, 12_000, true]);
    expect(lines[11_999]).toMatchObject({ number: 12_000, message: 'line 12000' });
    expect(calls.map(({ fromLine }) => fromLine)).toEqual([0, 0, 5000, 10_000]);
  });

  it('keeps the newest lines of a long one', async () => {
    const { log } = host(linesKept + 3000);
    log.follow();
    await read();
    const { lines, total } = log.store.getState();
    expect(total).toBe(linesKept + 3000);
    expect(lines).toHaveLength(linesKept);
    expect(lines[0]?.number).toBe(3001);
  });

  it('reads only what is new when it grows, and only for its own job', async () => {
    const { log, calls, say } = host(2);
    log.follow();
    await read();
    calls.length = 0;
    await say('more');
    expect(calls).toEqual([{ jobId, fromLine: 2, limit: 5000 }]);
    expect(log.store.getState().lines.at(-1)).toMatchObject({ number: 3, message: 'more' });
    await say('of another', 'f'.repeat(32));
    expect(calls).toHaveLength(1);
  });

  it('rests while nobody follows, and catches up', async () => {
    const { log, calls, listeners, say } = host(1);
    const stop = log.follow();
    await read();
    stop();
    expect(listeners.size).toBe(0);
    calls.length = 0;
    await say('unseen');
    expect(calls).toHaveLength(0);
    log.follow();
    await read();
    expect(log.store.getState().lines.map(({ message }) => message)).toEqual(['line 1', 'unseen']);
  });

  it('begins anew with another log under the same id', async () => {
    const { log, replace, say } = host(5);
    log.follow();
    await read();
    replace([]);
    await say('first of the new one');
    expect(log.store.getState().lines.map(({ number, message }) => [number, message])).toEqual([
      [1, 'first of the new one'],
    ]);
  });

  it('tells of a failure and forgets it with the next success', async () => {
    const { log, setDown, say } = host(1);
    setDown(true);
    log.follow();
    await read();
    expect(log.store.getState()).toMatchObject({ isLoaded: true, error: new Error('down') });
    setDown(false);
    await say('back');
    expect(log.store.getState()).toMatchObject({ total: 2, error: undefined });
  });
});
