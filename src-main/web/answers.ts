import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { contentSecurityPolicy } from '../../src-core/api/content-security-policy.ts';
import { isOperationName, operations } from '../../src-core/api/contract.ts';
import { encodeFrame, frameMediaType, holdsArrays } from '../../src-core/api/frame.ts';
import type { ApiResponse } from '../../src-core/api/envelope.ts';
import { commonErrors } from '../../src-core/api/operation.ts';
import type { ErrorCode } from '../../src-core/errors/hindcast-error.ts';

/** Sent with everything: the page loads nothing from elsewhere, and nothing from elsewhere loads the page. */
const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const statusOfCommonError: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  PROTOCOL_MISMATCH: 400,
  PERMISSION_DENIED: 403,
  UNKNOWN_OPERATION: 404,
  INTERNAL: 500,
};

export function setSecurityHeaders(reply: FastifyReply): void {
  void reply.headers(securityHeaders);
}

/** Answers as the API does, for what never reaches it. */
export function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  setSecurityHeaders(reply);
  return sendJson(reply.code(status), { ok: false, error: { code, message } });
}

/** Answers what is not HTTP, where there is nothing but the connection. */
export function refuseUnreadable(socket: Socket): void {
  if (!socket.writable) return;
  const error = { code: 'BAD_INPUT' satisfies ErrorCode, message: 'The request cannot be read.' };
  const body = JSON.stringify({ ok: false, error });
  const headers = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`);
}

/** Nobody who can be told apart: no token, or one of another life of the server. */
export function refuseStranger(reply: FastifyReply): FastifyReply {
  return refuse(
    reply,
    401,
    'PERMISSION_DENIED',
    'This link has expired. Use the newest link in the terminal; Enter there prints a new one.',
  );
}

/**
 * Answers with what the API's host says. The status is about the call: one that could be made has 200, also when its
 * answer is one of the failures that the operation announces, such as a result that is not there yet.
 */
export function sendApiResponse(reply: FastifyReply, operation: string, response: ApiResponse): FastifyReply {
  void reply.code(response.ok ? 200 : statusOf(operation, response.error.code));
  if (!holdsArrays(response)) return sendJson(reply, response);
  return reply
    .type(frameMediaType)
    .header('cache-control', 'no-store')
    .send(Buffer.from(encodeFrame(response).buffer));
}

export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(value));
}

function statusOf(operation: string, code: ErrorCode): number {
  if (isOperationName(operation) && operations[operation].errors.includes(code)) return 200;
  return commonErrors.includes(code) ? (statusOfCommonError[code] ?? 500) : 200;
}
