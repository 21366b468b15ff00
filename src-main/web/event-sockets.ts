import type { EventHub } from '../services/api/event-hub.ts';
import type { Clock } from '../services/jobs/clock.ts';

/** What the server's side of a WebSocket can do; one of package `ws` fits. */
export interface ServerSocket {
  /** Bytes that were sent and that the other side has not taken. */
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a farewell. */
  terminate(): void;
  on(event: 'pong' | 'message' | 'close' | 'error', listener: () => void): unknown;
}

/** Each client hears from the server at least this often, and has to answer until the next time. */
export const heartbeatMilliseconds = 10_000;
/** A client this far behind is cut off; it comes back with a new snapshot, which is smaller. */
export const mostBufferedBytes = 4 * 1024 * 1024;

/** How long a farewell may take. */
export const farewellMilliseconds = 500;

const goingAway = 1001;
const notAccepted = 1003;

/** Tells events to everyone who listens over a WebSocket. */
export class EventSockets {
  readonly #clock: Clock;
  readonly #sockets = new Map<ServerSocket, { isAlive: boolean }>();
  readonly #stopListening: () => void;
  #cancelBeat: () => void = () => undefined;
  #isClosed = false;

  constructor(hub: EventHub, clock: Clock) {
    this.#clock = clock;
    this.#stopListening = hub.subscribe((event) => {
      // Written once, however many listen.
      if (this.#sockets.size > 0) this.#tell(JSON.stringify(event));
    });
    this.#beatLater();
  }

  add(socket: ServerSocket): void {
    if (this.#isClosed) {
      socket.terminate();
      return;
    }
    const state = { isAlive: true };
    this.#sockets.set(socket, state);
    socket.on('pong', () => {
      state.isAlive = true;
    });
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => this.#cutOff(socket));
    // Calls come by other ways; whoever talks here is no page of ours.
    socket.on('message', () => socket.close(notAccepted, 'events go one way'));
  }

  /** Says goodbye to everyone and waits until they are gone, though not for long. */
  async close(): Promise<void> {
    this.#stopListening();
    this.#cancelBeat();
    this.#isClosed = true;
    const left = [...this.#sockets.keys()].map(
      (socket) => new Promise<void>((resolve) => void socket.on('close', resolve)),
    );
    for (const socket of this.#sockets.keys()) socket.close(goingAway, 'Hindcast ends');
    const cancel = this.#clock.after(farewellMilliseconds, () => {
      for (const socket of this.#sockets.keys()) socket.terminate();
    });
    await Promise.all(left);
    cancel();
  }

  #tell(text: string): void {
    for (const socket of this.#sockets.keys()) {
      if (socket.bufferedAmount > mostBufferedBytes) this.#cutOff(socket);
      else socket.send(text);
    }
  }

  #beatLater(): void {
    this.#cancelBeat = this.#clock.after(heartbeatMilliseconds, () => {
      for (const [socket, state] of this.#sockets) {
        if (!state.isAlive) {
          this.#cutOff(socket);
          continue;
        }
        state.isAlive = false;
        socket.ping();
      }
      // A page cannot see pings, and has to know that the server still lives.
      this.#tell('{"heartbeat":true}');
      this.#beatLater();
    });
  }

  #cutOff(socket: ServerSocket): void {
    this.#sockets.delete(socket);
    socket.terminate();
  }
}
