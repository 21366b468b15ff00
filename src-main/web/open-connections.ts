import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections of a server. One that asks to become a WebSocket while the server ends is refused, and nobody would
 * close it: for Node it is no longer HTTP, and fastify ends only what has become a WebSocket.
 */
export class OpenConnections {
  readonly #sockets = new Set<Socket>();
  #isEnding = false;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      if (this.#isEnding) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Cuts off all that there are and all that come. */
  end(): void {
    this.#isEnding = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
