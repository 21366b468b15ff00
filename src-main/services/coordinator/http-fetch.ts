import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { Fetch, HttpAnswer } from './http-exchange.ts';

/**
 * Sends a request by Node's own HTTP, which takes two thirds to four fifths of the processor time of its `fetch`: a pull
 * sends hundreds. Connections are kept for later requests. Redirects are answers like others.
 */
export const httpFetch: Fetch = (url, { method, headers, body, signal }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(url, { method, headers }, (incoming) => resolve(answerOf(incoming)));
    // Node's own handling of signals fails a connection that is free again, and nobody listens to that.
    const abort = (): void => void request.destroy();
    signal.addEventListener('abort', abort, { once: true });
    request.on('error', reject).on('close', () => signal.removeEventListener('abort', abort));
    request.end(body);
  });

function answerOf(incoming: IncomingMessage): HttpAnswer {
  const { statusCode = 0, headers } = incoming;
  const body = headers['content-encoding'] === 'gzip' ? unpacked(incoming) : incoming;
  // Who reads it is told of failures; a body that is given up midway has nobody who reads it.
  body.on('error', ignore);
  return { status: statusCode, headers: { get: (name) => headers[name]?.toString() ?? null }, body };
}

function unpacked(incoming: IncomingMessage): Readable {
  // A body that ends too early shows in what it holds, not in its packing.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  return pipeline(incoming, gunzip, ignore);
}

function ignore(): void {}
