import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseJson } from '../../src-core/wire/parse-json.ts';
import { refuseStranger, refuse, sendJson } from './answers.ts';
import type { Sessions } from './sessions.ts';

const bodySchema = z.strictObject({ code: z.string().max(100) });
const bodyLimitBytes = 1024;

/** `POST /session`: a page gives the code of its link and gets its token. */
export function registerSessionRoutes(server: FastifyInstance, sessions: Sessions): void {
  server.post('/session', { bodyLimit: bodyLimitBytes }, (request, reply) => {
    const parsed = bodySchema.safeParse(
      parseJson((request.body as Buffer | undefined)?.toString('utf8') ?? ''),
    );
    if (!parsed.success) return refuse(reply, 400, 'BAD_INPUT', 'This is not the code of a link.');
    const session = sessions.exchange(parsed.data.code);
    return session === undefined ? refuseStranger(reply) : sendJson(reply, { ok: true, output: session });
  });
}
