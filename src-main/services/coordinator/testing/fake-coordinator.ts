import { createHash } from 'node:crypto';
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
  /** Paths of the files that {@link serveParts} sent from their first byte, in order. */
  readonly wholeFiles: string[] = [];
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

  /** As {@link serve}, by a coordinator that can send parts and names versions by their hash. */
  serveParts(root: string, entries: readonly IndexEntry[], options: PartsOptions = {}): void {
    this.answerIndex(entries);
    for (const { path } of entries) {
      this.answer(filePath(path), async (request, response) => {
        const content = await readFile(join(root, path));
        const tag = `"${createHash('sha256').update(content).digest('hex')}"`;
        const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
        const from = request.headers['if-range'] === tag && asked < content.length ? asked : 0;
        if (from === 0) this.wholeFiles.push(path);
        const rest = content.subarray(from);
        response.writeHead(from === 0 ? 200 : 206, {
          etag: tag,
          'accept-ranges': 'bytes',
          'content-length': rest.length,
          ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
        });
        await (options.send ?? sendAll)(response, rest, path);
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

export interface PartsOptions {
  /** Sends what was asked for, or as much of it as the test wants, or brokenly. */
  readonly send?: (response: ServerResponse, content: Buffer, path: string) => void | Promise<void>;
}

function sendAll(response: ServerResponse, content: Buffer): void {
  response.end(content);
}

/** The URL path of a day file. */
export function filePath(path: string): string {
  return `/data/backfill/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
