import type { FastifyInstance } from 'fastify';
import { hasItAlready } from '../conditions.ts';
import type { PageFiles } from '../page-files.ts';

/** Its own files and nothing else; text never becomes markup. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The operator's page at `/`. It holds no data and needs no key; what it asks for does. */
export function registerPageRoutes(server: FastifyInstance, files: PageFiles): void {
  for (const [path, { body, type, etag }] of files) {
    server.get(path, { config: { isPublic: true } }, (request, reply) => {
      void reply
        .header('content-security-policy', policy)
        .header('referrer-policy', 'no-referrer')
        .header('cross-origin-opener-policy', 'same-origin')
        .header('cross-origin-resource-policy', 'same-origin')
        .header('cache-control', 'no-cache')
        .header('etag', etag);
      return hasItAlready(request.headers, { etag }) ? reply.code(304).send() : reply.type(type).send(body);
    });
  }
}
