import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuseStranger, refuse, sendJson } from './answers.ts';
import type { Sessions } from './sessions.ts';

const bodySchema = z.strictObject({ code: z.string().max(100) });
const bodyLimitBytes = 1024;

/** `POST /session`: a page gives the code of its link and gets its token. */
export function registerSessionRoutes(server: FastifyInstance, sessions: Sessions): void {
  server.post('/session', { bodyLimit: bodyLimitBytes }, (request, reply) => {
    const parsed = bodySchema.safeParse(readJson(request.body as Buffer | undefined));
    if (!parsed.success) return refuse(reply, 400, 'BAD_INPUT', 'This is not the code of a link.');
    const session = sessions.exchange(parsed.data.code);
    return session === undefined ? refuseStranger(reply) : sendJson(reply, { ok: true, output: session });
  });
}

function readJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
