import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Role } from '../../src-core/api/permissions.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { App } from '../services/app/app.ts';
import { systemClock, type Clock } from '../services/jobs/clock.ts';
import { refuse, refuseUnreadable, setSecurityHeaders } from './answers.ts';
import { registerApiRoutes } from './api-routes.ts';
import { eventProtocol, requireToken } from './authentication.ts';
import { EventSockets, type ServerSocket } from './event-sockets.ts';
import { registerExportRoutes } from './export-routes.ts';
import { OpenConnections } from './open-connections.ts';
import { registerPageRoutes } from './page-routes.ts';
import { isFromOwnPage, type WebAddress } from './same-origin.ts';
import { registerSessionRoutes } from './session-routes.ts';
import { Sessions } from './sessions.ts';

export interface WebShellOptions {
  readonly app: App;
  /** Absolute path of the built user interface. */
  readonly rendererFolder: string;
  /** 0 takes any that is free. */
  readonly port?: number;
  readonly clock?: Clock;
}

export interface WebShell {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** A link that signs one page in, for some minutes; earlier unused links of the role stop working. */
  newLink(role: Role): string;
  close(): Promise<void>;
}

/** Only this machine: whoever wants in from elsewhere forwards the port, and so brings their own encryption. */
const loopback = '127.0.0.1';
const eventsPath = '/events';
const requestTimeoutMilliseconds = 60_000;
/** Nothing is meant to come from a page over a WebSocket. */
const socketPayloadBytes = 1024;

/**
 * Serves the user interface and the API to browsers on this machine.
 *
 * @throws HindcastError `NOT_AVAILABLE` when the user interface is not built; `BAD_INPUT` when the port is taken
 */
export async function openWebShell(options: WebShellOptions): Promise<WebShell> {
  const { app, rendererFolder, port = 0, clock = systemClock } = options;
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    throw new HindcastError(
      'NOT_AVAILABLE',
      'The user interface is not built yet. Run "npm run build" once.',
    );
  }
  const sessions = new Sessions(clock);
  const sockets = new EventSockets(app.hub, clock);
  const server = fastify({
    bodyLimit: 1024,
    requestTimeout: requestTimeoutMilliseconds,
    // A page that is open, or a download, must not hold up the end.
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) => {
      // No hook runs for these, so nothing else would close what asked to become a WebSocket.
      reply.raw.once('finish', () => request.raw.socket.end());
      void refuseAddress(reply);
    },
    // Calls are checked by the API's host: what would compile schemas for routes need not be loaded.
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
    clientErrorHandler: (_error, socket) => refuseUnreadable(socket),
  });
  const connections = new OpenConnections(server.server);
  // Known once the server listens; nothing can be asked before.
  let address: WebAddress = { host: '', origin: '' };
  // First: it closes what is refused on the way to becoming a WebSocket.
  await server.register(fastifyWebsocket, {
    options: {
      maxPayload: socketPayloadBytes,
      handleProtocols: (offers: Set<string>) => (offers.has(eventProtocol) ? eventProtocol : false),
    },
    preClose: async () => {
      await sockets.close();
      connections.end();
    },
  });
  guard(server, app, () => address);
  registerSessionRoutes(server, sessions);
  registerApiRoutes(server, app, sessions);
  registerExportRoutes(server, app, sessions);
  server.route({
    method: 'GET',
    url: eventsPath,
    onRequest: requireToken(sessions),
    handler: (_request, reply) => refuseAddress(reply),
    wsHandler: (socket) => sockets.add(socket as ServerSocket),
  });
  // Meanwhile the browser is busy with the code, and after that it asks for the queue.
  await registerPageRoutes({ server, folder: rendererFolder, onSent: () => app.readAhead() });
  try {
    await server.listen({ host: loopback, port });
  } catch (error) {
    await server.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new HindcastError('BAD_INPUT', `Port ${port} is taken. Choose another, or leave it out for any.`, {
      cause: error,
    });
  }
  const host = `${loopback}:${(server.server.address() as AddressInfo).port}`;
  address = { host, origin: `http://${host}` };
  return {
    origin: address.origin,
    newLink: (role) => `${address.origin}/#code=${sessions.newCode(role)}`,
    close: () => server.close(),
  };
}

function refuseSchemas(): never {
  throw new Error('Routes of the web shell have no schemas.');
}

/** What holds for every request, whatever it asks for. */
function guard(server: FastifyInstance, app: App, address: () => WebAddress): void {
  server.decorateRequest('role', null);
  server.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(reply);
    const isUpgrade = request.headers.upgrade !== undefined;
    const isPlainLoad = (request.method === 'GET' || request.method === 'HEAD') && !isUpgrade;
    if (!isFromOwnPage(request.headers, address(), !isPlainLoad)) {
      await refuse(
        reply,
        403,
        'PERMISSION_DENIED',
        'Only the page that Hindcast itself serves may ask this.',
      );
    } else if (isUpgrade && request.routeOptions.url !== eventsPath) {
      await refuseAddress(reply);
    }
  });
  server.setNotFoundHandler((_request, reply) => refuseAddress(reply));
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) return refuse(reply, 413, 'BAD_INPUT', 'This is more than the call may carry.');
    if (status === 415) return refuse(reply, 415, 'BAD_INPUT', 'Calls are JSON or Hindcast frames.');
    if (status < 500) return refuse(reply, status, 'BAD_INPUT', 'The request cannot be read.');
    app.reportTrouble(`${request.method} ${request.routeOptions.url ?? ''}`, error);
    return refuse(reply, 500, 'INTERNAL', 'This failed inside Hindcast. Its log says more.');
  });
}

function refuseAddress(reply: FastifyReply): FastifyReply {
  return refuse(reply, 404, 'UNKNOWN_OPERATION', 'There is nothing at this address.');
}
