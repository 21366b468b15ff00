import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../../src-core/api/permissions.ts';
import { refuseStranger } from './answers.ts';
import type { Sessions } from './sessions.ts';

/** What a WebSocket speaks; the token follows as a second offer, since a page cannot set headers there. */
export const eventProtocol = 'hindcast';
const tokenPrefix = `${eventProtocol}.`;

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token the request carries; null before {@link requireToken} has looked. */
    role: Role | null;
  }
}

/** A hook that lets only requests with a token pass. */
export function requireToken(sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const token = tokenOf(request);
    request.role = token === undefined ? null : (sessions.roleOf(token) ?? null);
    if (request.role === null) await refuseStranger(reply);
  };
}

/** The role of a request that {@link requireToken} has let pass. */
export function roleOf(request: FastifyRequest): Role {
  if (request.role === null) throw new Error('A route that needs a token was reached without one.');
  return request.role;
}

function tokenOf({ headers }: FastifyRequest): string | undefined {
  if (headers.upgrade !== undefined) {
    const offers = (headers['sec-websocket-protocol'] ?? '').split(',').map((offer) => offer.trim());
    return offers.find((offer) => offer.startsWith(tokenPrefix))?.slice(tokenPrefix.length);
  }
  return /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '')?.[1];
}
