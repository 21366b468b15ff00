import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { CoordinatorLogger } from '../logger.ts';
import { decodedPath, type AccessPolicy } from './access-policy.ts';
import { registerBackfillRoutes, type BackfillRouteServices } from './backfill-routes.ts';
import { registerDataRoutes, type DataRouteServices } from './data-routes.ts';
import { registerFeedRoutes, type FeedRouteServices } from './feed-routes.ts';
import { HttpProblem } from './http-problem.ts';

export interface ServerOptions extends BackfillRouteServices, DataRouteServices, FeedRouteServices {
  readonly access: AccessPolicy;
  readonly logger: CoordinatorLogger;
}

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMilliseconds = 30_000;
const idleSocketMilliseconds = 120_000;

/** The coordinator's HTTP interface (contract sections 1.1 and 1.2), not listening yet. */
export function createServer(options: ServerOptions): FastifyInstance {
  const { access, logger } = options;
  const server = fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMilliseconds,
    connectionTimeout: idleSocketMilliseconds,
    // A stalled download must not hold up a shutdown.
    forceCloseConnections: true,
    // A URL that cannot be decoded reaches no route.
    frameworkErrors: (_error, _request, reply) =>
      void (reply as FastifyReply).code(404).send({ detail: 'Not Found' }),
  });
  server.addHook('onRequest', async (request, reply) => {
    if (access.allows(request)) return;
    await reply.code(401).send({ detail: 'API key required' });
  });
  server.addHook('onResponse', (request, reply, done) => {
    const path = decodedPath(request.url);
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    logger.info({ method: request.method, path, status: reply.statusCode, milliseconds }, 'request');
    done();
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }));
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, logger));

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/info', () => ({ crunch_id: 'hindcast-reference', crunch_address: '', network: 'local' }));
  registerFeedRoutes(server, options);
  registerBackfillRoutes(server, options);
  registerDataRoutes(server, options);
  return server;
}

function answerError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: CoordinatorLogger,
): FastifyReply {
  if (error instanceof HttpProblem) return reply.code(error.statusCode).send({ detail: error.detail });
  const status = error.statusCode ?? 500;
  // The contract knows no 400 and no 415: a body that cannot be read is one that fails validation.
  if (status === 400 || status === 415) {
    return reply.code(422).send({ detail: [{ type: 'json_invalid', loc: ['body'], msg: error.message }] });
  }
  if (status < 500) return reply.code(status).send({ detail: error.message });
  logger.error({ path: decodedPath(request.url), reason: error.message }, 'request failed');
  return reply.code(500).send({ detail: 'Internal Server Error' });
}
