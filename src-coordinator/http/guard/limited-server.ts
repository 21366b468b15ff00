import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ServerLimits } from './server-limits.ts';

const idleSeconds = 72;
/** How often Node looks for requests that take too long to come in. */
const checksEveryMilliseconds = 1_000;

/** An HTTP server that cuts off who is too slow, in sending as in taking, and who sends heads that are too large. */
export function createLimitedServer(handler: RequestListener, limits: ServerLimits): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.header_bytes,
      headersTimeout: limits.header_seconds * 1000,
      requestTimeout: Math.max(limits.request_seconds, limits.header_seconds) * 1000,
      connectionsCheckingInterval: checksEveryMilliseconds,
      keepAliveTimeout: idleSeconds * 1000,
    },
    handler,
  );
  // Starts anew with each byte that comes or is taken; when it is over, Node destroys the connection.
  server.setTimeout(limits.stalled_seconds * 1000);
  server.on('clientError', refuse);
  return server;
}

/** What cannot be read as a request has a status nevertheless, and a detail as every error has. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = statusOfError[error.code ?? ''] ?? 400;
  const body = JSON.stringify({ detail: STATUS_CODES[status] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
}

const statusOfError: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
