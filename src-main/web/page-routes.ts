import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export interface PageRoutes {
  readonly server: FastifyInstance;
  /** Absolute path of the built user interface. */
  readonly folder: string;
  /** Called when all that the page names was sent: a browser has its code, and begins to run it. */
  readonly onSent: () => void;
}

/** The page itself and its files, as they lie in the folder of the build. They hold no secrets, so anyone may load them. */
export async function registerPageRoutes({ server, folder, onSent }: PageRoutes): Promise<void> {
  const named = filesNamedIn(readFileSync(join(folder, 'index.html'), 'utf8'));
  const unsent = new Set(named);
  server.addHook('onResponse', (request, _reply, done) => {
    done();
    if (!unsent.delete(request.url) || unsent.size > 0) return;
    for (const file of named) unsent.add(file);
    onSent();
  });
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

/** The addresses of the scripts and styles that a page waits for. */
function filesNamedIn(page: string): string[] {
  return [...page.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
}
