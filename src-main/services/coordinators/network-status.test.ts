import { expect, it } from 'vitest';
import type { Fetch } from '../coordinator/http-exchange.ts';
import { NetworkStatus, type Network } from './network-status.ts';

const request = (signal: AbortSignal): Parameters<Fetch> => [
  'http://127.0.0.1:1',
  { method: 'GET', redirect: 'manual', headers: {}, signal },
];

it('the network is what the last call to a coordinator says, whatever its status; changes are told', async () => {
  const told: Network[] = [];
  const status = new NetworkStatus((network) => told.push(network));
  const outcome = { next: (): Promise<Response> => Promise.reject(new Error('not set')) };
  const watched = status.watching(() => outcome.next());
  expect(status.network).toBe('unused');
  for (const [next, network] of [
    [() => Promise.resolve(new Response('', { status: 401 })), 'reachable'],
    [() => Promise.resolve(new Response('', { status: 200 })), 'reachable'],
    [() => Promise.reject(new TypeError('fetch failed')), 'unreachable'],
    [() => Promise.resolve(new Response('', { status: 503 })), 'reachable'],
  ] as const) {
    outcome.next = next;
    await watched(...request(new AbortController().signal)).catch(() => undefined);
    expect(status.network).toBe(network);
  }
  expect(told).toEqual(['reachable', 'unreachable', 'reachable']);
});

it('a call that its caller gave up says nothing; one that ran out of time does', async () => {
  const status = new NetworkStatus(() => undefined);
  const watched = status.watching((_, { signal }) => Promise.reject(signal.reason as Error));
  const call = (reason?: Error): Promise<unknown> => {
    const abort = new AbortController();
    abort.abort(reason);
    return watched(...request(abort.signal)).catch(() => undefined);
  };
  await call();
  expect(status.network).toBe('unused');
  await call(new Error('timed out'));
  expect(status.network).toBe('unreachable');
});
