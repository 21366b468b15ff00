import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface LossyLink {
  /** Where the true server listens. */
  readonly port: number;
  readonly bytesPerSecond: number;
  /** After how many bytes a connection breaks, anew for each. */
  readonly lifetime: () => number;
}

/** Small enough for most of what goes out to have come before a connection breaks. */
const partBytes = 1024;

/** A bad line: it limits the rate and breaks connections in the middle. Listens on another address of this machine. */
export class LossyProxy {
  /** Connections that were broken. */
  broken = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(link: LossyLink) {
    this.#server = createServer((client) => this.#join(client, link));
  }

  static async start(link: LossyLink): Promise<LossyProxy> {
    const proxy = new LossyProxy(link);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.2', resolve);
    });
    return proxy;
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #join(client: Socket, { port, bytesPerSecond, lifetime }: LossyLink): void {
    const server = connect(port, '127.0.0.1');
    let left = lifetime();
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    const sendOn = (piece: Buffer): void => {
      const part = piece.subarray(0, Math.min(left, partBytes));
      setTimeout(
        () => {
          client.write(part);
          left -= part.length;
          if (left === 0) {
            this.broken++;
            client.end();
          } else if (piece.length > part.length) sendOn(piece.subarray(part.length));
          else server.resume();
        },
        (part.length / bytesPerSecond) * 1000,
      );
    };
    server.on('data', (piece: Buffer) => {
      server.pause();
      sendOn(piece);
    });
    server.on('end', () => client.end());
  }
}
