import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Counts connections. Those beyond `most` are surplus and shall be told so; beyond twice as many they are dropped without
 * an answer.
 */
export class ConnectionLimit {
  readonly #most: number;
  readonly #surplus = new WeakSet<Socket>();
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  watch(server: Server): void {
    server.maxConnections = 2 * this.#most;
    server.on('connection', (socket: Socket) => {
      this.#open += 1;
      if (this.#open > this.#most) this.#surplus.add(socket);
      socket.once('close', () => (this.#open -= 1));
    });
  }

  isSurplus(socket: Socket): boolean {
    return this.#surplus.has(socket);
  }
}
