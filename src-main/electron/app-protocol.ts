import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { contentSecurityPolicy } from '../../src-core/api/content-security-policy.ts';

const scheme = 'app';
const host = 'bundle';

/** Where the page of the window lives. */
export const appOrigin = `${scheme}://${host}`;
export const startPage = `${appOrigin}/index.html`;

/** To be registered before the application is ready. */
export const appScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Whether a URL belongs to the application itself. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${scheme}:` && parsed.host === host;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Answers requests for `app://bundle/…` with the files of a folder. */
export function appProtocolHandler(folder: string): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    const file = method === 'GET' || method === 'HEAD' ? resolveAppFile(folder, url) : undefined;
    if (file === undefined) return answer(null, 404);
    try {
      return answer(await readFile(file), 200, mediaTypes[extname(file)]);
    } catch {
      return answer(null, 404);
    }
  };
}

/** The file that a request is for; undefined when it is for anything outside the folder. */
export function resolveAppFile(folder: string, url: string): string | undefined {
  if (!isAppUrl(url)) return undefined;
  const path = decoded(new URL(url).pathname);
  // Neither signs of another place on Windows nor an end of string for the system.
  if (path === undefined || /[\\:\0]/.test(path)) return undefined;
  const file = resolve(folder, `.${path}`);
  const inside = relative(folder, file);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    return undefined;
  return file;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function answer(
  body: Uint8Array<ArrayBuffer> | null,
  status: number,
  mediaType = 'application/octet-stream',
): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': mediaType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    },
  });
}
