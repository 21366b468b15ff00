import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { CoordinatorLogger } from '../../logger.ts';
import { decodedPath, type AccessPolicy } from './access-policy.ts';

/** What paths of this coordinator are made of. Anything else, such as `?` in whatever coding, may lead in a key. */
const harmless = /^(?:\/[A-Za-z0-9._:+/-]*)?/;

/** The path of a request as the log may show it: without query, cut before the first unusual character, without key. */
export function loggedPath(url: string, access: AccessPolicy): string {
  const path = decodedPath(url);
  const shown = harmless.exec(path)?.[0] ?? '';
  return access.withoutKey(shown === path ? shown : `${shown}…`);
}

/**
 * Writes one line for each request once it has ended or broken off, also for those that no route ever sees, and one for
 * what was no request at all. `bytes` counts the head of the answer too.
 */
export function logRequests(server: Server, logger: CoordinatorLogger, access: AccessPolicy): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const begun = performance.now();
    const bytesBefore = socket.bytesWritten;
    const about = {
      method: request.method,
      path: loggedPath(request.url ?? '', access),
      address: socket.remoteAddress,
    };
    response.once('close', () => {
      const bytes = socket.bytesWritten - bytesBefore;
      const milliseconds = Math.round((performance.now() - begun) * 10) / 10;
      const brokenOff = response.writableFinished ? {} : { broken_off: true };
      logger.info({ ...about, status: response.statusCode, bytes, milliseconds, ...brokenOff }, 'request');
    });
  });
  server.prependListener('clientError', (error: NodeJS.ErrnoException, socket) => {
    // A client that hangs up has asked for nothing.
    if (error.code === 'ECONNRESET') return;
    const address = 'remoteAddress' in socket ? socket.remoteAddress : undefined;
    logger.info({ reason: error.code, address }, 'refused what is no request');
  });
}
