import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One line of the index that the stand-in offers. */
export type Entry = Record<string, unknown>;

export interface StandInCoordinator {
  readonly url: string;
  /** What was asked for, in order. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Day files by path; what is put here is offered from then on. */
  readonly files: Map<string, { bytes: Buffer; records: number }>;
}

/** Answers a request in another way; false lets it through. */
export type Interference = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A coordinator that offers given day files and misbehaves as told. */
export async function startStandInCoordinator(
  options: { interfere?: Interference; describe?: (entry: Entry) => Entry } = {},
): Promise<StandInCoordinator> {
  const requests: StandInCoordinator['requests'] = [];
  const files: StandInCoordinator['files'] = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    if (options.interfere?.(request, response, requests.length) === true) return;
    if (path === '/data/backfill/index') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(index()));
      return;
    }
    const file = files.get(path.replace('/data/backfill/', ''));
    if (file === undefined) response.writeHead(404).end('{"detail":"File not found"}');
    else response.writeHead(200, { 'content-length': file.bytes.length }).end(file.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, files };

  function index(): Entry[] {
    return [...files].map(([path, { bytes, records }]) => {
      const entry = {
        path,
        records,
        size_bytes: bytes.length,
        date: path.slice(-18, -8),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
      return options.describe?.(entry) ?? entry;
    });
  }
}
