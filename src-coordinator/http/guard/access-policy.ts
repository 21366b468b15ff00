import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may call what. Without a key everything is open. */
export interface AccessOptions {
  readonly apiKey?: string | undefined;
  /** Whether the read tier needs the key too. */
  readonly readAuth?: boolean | undefined;
  readonly publicPrefixes?: readonly string[] | undefined;
  readonly adminPrefixes?: readonly string[] | undefined;
}

/** A request as far as access is concerned: raw URL, the pattern of the route that it reached, and headers. */
export interface AccessRequest {
  readonly url: string;
  readonly route?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const defaultPublicPrefixes: readonly string[] = [
  '/healthz',
  '/reports/schema',
  '/reports/leaderboard',
  '/reports/models',
  '/reports/feeds',
  '/reports/diversity',
  '/reports/ensemble',
  '/reports/checkpoints/rewards',
  '/info',
  '/docs',
  '/redoc',
  '/openapi.json',
];
const defaultAdminPrefixes: readonly string[] = ['/reports/backfill', '/reports/checkpoints/', '/custom'];

/**
 * Access as the environment sets it: `API_KEY`, `API_READ_AUTH` (true, 1 or yes), `API_PUBLIC_PREFIXES` and
 * `API_ADMIN_PREFIXES` (comma lists), contract section 1.2.
 */
export function accessFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): AccessOptions {
  return {
    apiKey: environment['API_KEY'],
    readAuth: ['true', '1', 'yes'].includes((environment['API_READ_AUTH'] ?? '').trim().toLowerCase()),
    publicPrefixes: prefixList(environment['API_PUBLIC_PREFIXES']),
    adminPrefixes: prefixList(environment['API_ADMIN_PREFIXES']),
  };
}

/** Decides which requests are allowed, by tier of the path and the key that came along (contract section 1.2). */
export class AccessPolicy {
  readonly #key: string | undefined;
  readonly #keyDigest: Buffer | undefined;
  readonly #readAuth: boolean;
  readonly #publicPrefixes: readonly string[];
  readonly #adminPrefixes: readonly string[];

  constructor(options: AccessOptions) {
    this.#key = options.apiKey || undefined;
    this.#keyDigest = options.apiKey ? digestOf(options.apiKey) : undefined;
    this.#readAuth = options.readAuth ?? false;
    this.#publicPrefixes = options.publicPrefixes ?? defaultPublicPrefixes;
    this.#adminPrefixes = options.adminPrefixes ?? defaultAdminPrefixes;
  }

  /** Whether the request may go on; the only other answer is 401. */
  allows(request: AccessRequest): boolean {
    if (this.#keyDigest === undefined) return true;
    // A path that is read otherwise here than by the router must not open what the route guards.
    const { url, route = '/healthz' } = request;
    if (!this.#needsKey(decodedPath(url)) && !this.#needsKey(route)) return true;
    const presented = presentedKey(request);
    // Digests have one length, so the comparison takes the same time for every key.
    return presented !== undefined && timingSafeEqual(digestOf(presented), this.#keyDigest);
  }

  /** A text for the log, from which the key has been taken out. */
  withoutKey(text: string): string {
    return this.#key === undefined ? text : text.replaceAll(this.#key, '***');
  }

  #needsKey(path: string): boolean {
    if (this.#publicPrefixes.some((prefix) => path.startsWith(prefix))) return false;
    return this.#readAuth || this.#adminPrefixes.some((prefix) => path.startsWith(prefix));
  }
}

/** How the router takes off what proxies write in front of a path. */
const absoluteForm = /^https?:\/\/[^/?#]*\/?/i;

/**
 * The path the router will match: without query and fragment, and decoded, so that `/reports/%62ackfill` is of the same
 * tier as the route it reaches.
 */
export function decodedPath(url: string): string {
  const path = url.replace(absoluteForm, '/').split(/[?#]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The first credential that is there decides; a wrong one is not made good by a right one of another form. */
function presentedKey({ url, headers }: AccessRequest): string | undefined {
  const header = headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  const bearer = /^bearer +(.+)$/i.exec(headers.authorization?.toString() ?? '')?.[1];
  if (bearer !== undefined) return bearer.trim();
  const query = new URLSearchParams(url.split('#', 1)[0]?.split('?').slice(1).join('?'));
  return query.getAll('api_key').at(-1);
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function prefixList(text: string | undefined): readonly string[] | undefined {
  const prefixes = (text ?? '').split(',').map((prefix) => prefix.trim());
  const named = prefixes.filter((prefix) => prefix !== '');
  return named.length === 0 ? undefined : named;
}
