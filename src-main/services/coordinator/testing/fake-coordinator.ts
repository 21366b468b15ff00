import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IndexEntry } from '../../../../src-core/feed/index-entry.ts';

export type FakeAnswer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const indexPath = '/data/backfill/index';

/** A coordinator on a free port that answers as a test says: honest by default, as hostile as wanted. */
export class FakeCoordinator {
  /** Method and path of every request, in order. */
  readonly requests: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly #server: Server;
  readonly #answers = new Map<string, FakeAnswer>();

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? '';
      this.requests.push(`${request.method} ${path}`);
      this.headers.push(request.headers);
      const answer =
        this.#answers.get(path) ?? ((_, notFound) => json(notFound, 404, { detail: 'Not Found' }));
      void answer(request, response);
    });
  }

  static async start(): Promise<FakeCoordinator> {
    const coordinator = new FakeCoordinator();
    await new Promise<void>((resolve) => {
      coordinator.#server.listen(0, '127.0.0.1', resolve);
    });
    return coordinator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How requests of a path are answered from now on. */
  answer(path: string, answer: FakeAnswer): void {
    this.#answers.set(path, answer);
  }

  answerJson(path: string, body: unknown, status = 200): void {
    this.answer(path, (_request, response) => json(response, status, body));
  }

  answerIndex(entries: unknown): void {
    this.answerJson(indexPath, entries);
  }

  /** Serves these files, which lie below `root`, with an index that lists them. */
  serve(root: string, entries: readonly IndexEntry[]): void {
    this.answerIndex(entries);
    for (const { path } of entries) {
      this.answer(filePath(path), async (_request, response) => {
        const content = await readFile(join(root, path));
        response.writeHead(200, {
          'content-type': 'application/octet-stream',
          'content-length': content.length,
        });
        response.end(content);
      });
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }
}

/** The URL path of a day file. */
export function filePath(path: string): string {
  return `/data/backfill/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
