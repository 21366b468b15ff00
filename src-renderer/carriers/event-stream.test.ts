import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '../../src-core/api/client.ts';
import type { NumberedEvent } from '../../src-core/api/events.ts';
import { openEventStream, type SocketListener } from './event-stream.ts';

/** A server that a test plays, and timers that fire when it says so. */
class FakeServer {
  readonly sockets: { url: string; protocols: string[]; listener: SocketListener; isClosed: boolean }[] = [];
  readonly timers = new Map<() => void, number>();
  isSessionOver = false;

  readonly parts = {
    origin: 'http://127.0.0.1:4000',
    token: 'secret',
    openSocket: (url: string, protocols: string[], listener: SocketListener) => {
      const socket = { url, protocols, listener, isClosed: false };
      this.sockets.push(socket);
      return () => {
        socket.isClosed = true;
      };
    },
    after: (milliseconds: number, callback: () => void) => {
      const timer = (): void => callback();
      this.timers.set(timer, milliseconds);
      return () => void this.timers.delete(timer);
    },
    isSessionOver: () => Promise.resolve(this.isSessionOver),
  };

  get latest() {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('Nothing has connected.');
    return socket;
  }

  /** Fires the one timer that waits, and answers how long it was set for. */
  async fire(): Promise<number> {
    const [[timer, milliseconds] = [() => undefined, -1], ...more] = this.timers;
    if (more.length > 0) throw new Error('More than one timer waits.');
    this.timers.delete(timer);
    timer();
    await settled();
    return milliseconds;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const event = (seq: number): NumberedEvent => ({ epoch: 'e', seq, event: { type: 'stale', area: 'data' } });

async function open() {
  const server = new FakeServer();
  const opening = openEventStream(server.parts);
  server.latest.listener.onOpen();
  const stream = await opening;
  const states: ConnectionState[] = [];
  const events: number[] = [];
  stream.onConnection((state) => states.push(state));
  stream.onEvent(({ seq }) => events.push(seq));
  return { server, stream, states, events };
}

describe('the stream of events', () => {
  it('brings its token where a page can, and passes events on', async () => {
    const { server, events } = await open();
    expect(server.latest).toMatchObject({
      url: 'ws://127.0.0.1:4000/events',
      protocols: ['hindcast', 'hindcast.secret'],
    });
    for (const seq of [1, 2]) server.latest.listener.onMessage(JSON.stringify(event(seq)));
    server.latest.listener.onMessage('{"heartbeat":true}');
    expect(events).toEqual([1, 2]);
  });

  it('is not there when the server is not, or does not know the token', async () => {
    const server = new FakeServer();
    const opening = openEventStream(server.parts);
    server.latest.listener.onClose();
    await expect(opening).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    server.isSessionOver = true;
    const again = openEventStream(server.parts);
    server.latest.listener.onClose();
    await expect(again).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('link has expired'),
    });
    expect(server.timers.size).toBe(0);
  });

  it('comes back after it broke, each try later than the last, at most five seconds', async () => {
    const { server, states, events } = await open();
    server.latest.listener.onClose();
    expect(states).toEqual(['lost']);
    const delays = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      delays.push(await server.fire());
      server.latest.listener.onClose();
      await settled();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    await server.fire();
    server.latest.listener.onOpen();
    await settled();
    server.latest.listener.onMessage(JSON.stringify(event(9)));
    expect([states, events]).toEqual([['lost', 'open'], [9]]);
    server.latest.listener.onClose();
    expect(await server.fire()).toBe(250);
  });

  it('counts silence as broken, and hears nothing more of that connection', async () => {
    const { server, states, events } = await open();
    const silent = server.latest;
    silent.listener.onMessage('{"heartbeat":true}');
    expect(await server.fire()).toBe(25_000);
    expect([states, silent.isClosed]).toEqual([['lost'], true]);
    silent.listener.onMessage(JSON.stringify(event(1)));
    silent.listener.onClose();
    expect([states, events, server.timers.size]).toEqual([['lost'], [], 1]);
  });

  it('ends when the server no longer knows the token', async () => {
    const { server, states } = await open();
    server.latest.listener.onClose();
    server.isSessionOver = true;
    await server.fire();
    server.latest.listener.onClose();
    await settled();
    expect([states, server.timers.size]).toEqual([['lost', 'ended'], 0]);
  });

  it('stays closed', async () => {
    const { server, stream, states } = await open();
    stream.close();
    server.latest.listener.onClose();
    expect([states, server.latest.isClosed, server.timers.size]).toEqual([[], true, 0]);
  });
});
