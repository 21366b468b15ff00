import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decodeFrame, frameMediaType } from '../../src-core/api/frame.ts';
import { sessionOf } from '../../src-core/api/permissions.ts';
import { HindcastError, toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import type { App } from '../services/app/app.ts';
import { sendApiResponse } from './answers.ts';
import { requireToken, roleOf } from './authentication.ts';
import type { Sessions } from './sessions.ts';

export const callLimitBytes = 1024 * 1024;
/** A file of 64 MiB and what is said around it. */
export const uploadLimitBytes = 65 * 1024 * 1024;
/** The one call that carries a file. */
const uploadOperation = 'files.upload';

/** `POST /api/<operation>`: the call as JSON, or as a frame where it carries bytes. */
export function registerApiRoutes(server: FastifyInstance, app: App, sessions: Sessions): void {
  server.removeAllContentTypeParsers();
  for (const type of ['application/json', frameMediaType]) {
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
  const onRequest = requireToken(sessions);
  const answer = async (request: FastifyRequest, operation: string) => {
    const role = roleOf(request);
    try {
      const call = readCall(request, operation);
      return await app.host.handle(call, sessionOf(role), role === 'owner' ? app.user : role);
    } catch (error) {
      return { ok: false as const, error: toErrorEnvelope(error) };
    }
  };
  server.post<{ Params: { operation: string } }>(
    '/api/:operation',
    { onRequest, bodyLimit: callLimitBytes },
    async (request, reply) => {
      const { operation } = request.params;
      return sendApiResponse(reply, operation, await answer(request, operation));
    },
  );
  server.post(`/api/${uploadOperation}`, { onRequest, bodyLimit: uploadLimitBytes }, async (request, reply) =>
    sendApiResponse(reply, uploadOperation, await answer(request, uploadOperation)),
  );
}

function readCall(request: FastifyRequest, operation: string): unknown {
  const body = request.body as Buffer | undefined;
  if (body === undefined) throw new HindcastError('BAD_INPUT', 'The call is empty.');
  const isFrame = request.headers['content-type']?.startsWith(frameMediaType) === true;
  const call = isFrame ? decodeFrame(body) : readJson(body);
  if ((call as { op?: unknown } | null)?.op !== operation) {
    throw new HindcastError('BAD_INPUT', 'The address and the call name different operations.');
  }
  return call;
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new HindcastError('BAD_INPUT', 'The call is not JSON.', { cause });
  }
}
