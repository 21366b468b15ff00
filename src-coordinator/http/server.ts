import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { CoordinatorLogger } from '../logger.ts';
import { loggedPath, logRequests } from './guard/access-log.ts';
import type { AccessPolicy } from './guard/access-policy.ts';
import { registerBackfillRoutes, type BackfillRouteServices } from './routes/backfill-routes.ts';
import { ConnectionLimit } from './guard/connection-limit.ts';
import { registerDataRoutes, type DataRouteServices } from './routes/data-routes.ts';
import { registerFeedRoutes, type FeedRouteServices } from './routes/feed-routes.ts';
import { HttpProblem, tooMany } from './http-problem.ts';
import { registerIndexRoutes } from './routes/index-routes.ts';
import { createLimitedServer } from './guard/limited-server.ts';
import type { PageFiles } from './page-files.ts';
import { registerPageRoutes } from './routes/page-routes.ts';
import { isFromElsewhere } from './guard/same-site.ts';
import type { ServerLimits } from './guard/server-limits.ts';

export interface ServerOptions extends BackfillRouteServices, DataRouteServices, FeedRouteServices {
  readonly access: AccessPolicy;
  readonly limits: ServerLimits;
  readonly page: PageFiles;
  readonly logger: CoordinatorLogger;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a route never needs the key, whatever the tiers say. */
    readonly isPublic?: boolean;
  }
}

/** The coordinator's HTTP interface (contract sections 1.1 and 1.2), not listening yet. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { access, limits, logger } = options;
  const connections = new ConnectionLimit(limits.connections);
  const server = fastify({
    logger: false,
    bodyLimit: limits.body_bytes,
    // A stalled download must not hold up a shutdown.
    forceCloseConnections: true,
    serverFactory: (handler) => {
      const raw = createLimitedServer(handler, limits);
      connections.watch(raw);
      logRequests(raw, logger, access);
      return raw;
    },
    // The limited server answers these.
    clientErrorHandler: () => {},
    // A URL that cannot be decoded reaches no route.
    frameworkErrors: (_error, _request, reply) =>
      void (reply as FastifyReply).code(404).send({ detail: 'Not Found' }),
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (connections.isSurplus(request.raw.socket)) {
      void reply.header('connection', 'close');
      throw tooMany(`${limits.connections} connections are open.`);
    }
    if (request.url.length > limits.header_bytes / 2) throw new HttpProblem(414, 'URI Too Long');
    const { url, headers, routeOptions } = request;
    if (routeOptions.config.isPublic !== true && !access.allows({ url, headers, route: routeOptions.url })) {
      throw new HttpProblem(401, 'API key required');
    }
    if (!['GET', 'HEAD'].includes(request.method) && isFromElsewhere(request.headers)) {
      throw new HttpProblem(403, 'A page of another site may not change anything here.');
    }
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }));
  server.setErrorHandler((error: FastifyError, request, reply) =>
    answerError(error, request, reply, options),
  );

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/info', () => ({ crunch_id: 'hindcast-reference', crunch_address: '', network: 'local' }));
  registerPageRoutes(server, options.page);
  registerFeedRoutes(server, options);
  registerBackfillRoutes(server, options);
  registerIndexRoutes(server, options);
  registerDataRoutes(server, options, limits.downloads);
  return server;
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { access, logger }: ServerOptions,
): FastifyReply {
  if (error instanceof HttpProblem) {
    return reply.code(error.statusCode).headers(error.headers).send({ detail: error.detail });
  }
  const status = error.statusCode ?? 500;
  // The contract knows no 400 and no 415: a body that cannot be read is one that fails validation.
  if (status === 400 || status === 415) {
    return reply.code(422).send({ detail: [{ type: 'json_invalid', loc: ['body'], msg: error.message }] });
  }
  if (status < 500) return reply.code(status).send({ detail: error.message });
  logger.error({ path: loggedPath(request.url, access), reason: error.message }, 'request failed');
  return reply.code(500).send({ detail: 'Internal Server Error' });
}
