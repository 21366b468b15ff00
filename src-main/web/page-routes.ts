import { sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The page itself and its files, as they lie in the folder of the build. They hold no secrets, so anyone may load them. */
export async function registerPageRoutes(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: folder,
    index: 'index.html',
    dotfiles: 'deny',
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Files below assets/ carry the hash of their content in their name.
      const isHashed = path.includes(`${sep}assets${sep}`);
      void reply.header('cache-control', isHashed ? 'private, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
