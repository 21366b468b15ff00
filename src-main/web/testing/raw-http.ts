import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

export interface RawRequest {
  /** `http://127.0.0.1:port` of the server; its name is also sent as Host unless the headers say another. */
  readonly origin: string;
  readonly method?: string;
  /** Sent as it is, whatever a browser would make of it. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request as no browser would let a page send it. */
export function sendRaw(raw: RawRequest): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = requestOf(raw);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(raw.body);
  });
}

/** Asks for a WebSocket; answers its bare connection, which pings go unanswered on, or the status of the refusal. */
export function upgradeRaw(
  raw: RawRequest,
): Promise<{ socket: Socket; protocol: string | undefined } | number> {
  return new Promise((resolve, reject) => {
    const outgoing = requestOf({
      ...raw,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...raw.headers,
      },
    });
    outgoing.once('upgrade', (response, socket: Socket) => {
      socket.on('error', () => undefined);
      resolve({ socket, protocol: response.headers['sec-websocket-protocol'] });
    });
    outgoing.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

function requestOf({ origin, method = 'GET', path, headers = {} }: RawRequest) {
  const { hostname, port } = new URL(origin);
  return request({ hostname, port, method, path, headers, agent: false });
}
