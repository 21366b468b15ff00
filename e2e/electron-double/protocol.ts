import type { CustomScheme, Privileges } from 'electron';

type Handler = (request: Request) => Response | Promise<Response>;

/**
 * Custom schemes. Chromium knows none but Electron's own build does, so pages of one live under a made-up host; what the
 * scheme may do there follows from its privileges, as far as a page can tell.
 */
export class ProtocolDouble {
  readonly #isReady: () => boolean;
  readonly #privileges = new Map<string, Privileges>();
  readonly #handlers = new Map<string, Handler>();

  constructor(isReady: () => boolean) {
    this.#isReady = isReady;
  }

  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    if (this.#isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (this.#privileges.size > 0) throw new Error('registerSchemesAsPrivileged can only be used once.');
    for (const { scheme, privileges } of schemes) this.#privileges.set(scheme, privileges ?? {});
  }

  handle(scheme: string, handler: Handler): void {
    if (!this.#isReady())
      throw new Error('protocol.handle is for a session, which there is none before ready.');
    if (this.#handlers.has(scheme)) throw new Error(`The scheme '${scheme}' is already handled.`);
    this.#handlers.set(scheme, handler);
  }

  /** Where Chromium finds a page of a custom scheme; other URLs are what they are. */
  toChromium(url: string): string {
    const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(url) ?? [];
    if (!this.#handlers.has(scheme)) return url;
    // Only what is served securely counts as a secure context.
    const carrier = this.#privileges.get(scheme)?.secure === true ? 'https' : 'http';
    const [host = '', ...path] = rest.split('/');
    return `${carrier}://${host}.${scheme}${suffix}/${path.join('/')}`;
  }

  /** The inverse of {@link toChromium}. */
  fromChromium(url: string): string {
    const parsed = URL.parse(url);
    if (parsed?.host.endsWith(suffix) !== true) return url;
    const [host = '', scheme = ''] = parsed.host.slice(0, -suffix.length).split('.');
    return `${scheme}://${host}${parsed.pathname}${parsed.search}${parsed.hash}`;
  }

  /** Answers a request of a page; undefined when it is for no custom scheme. */
  answer(request: PageRequest): Promise<PageAnswer> | undefined {
    const url = this.fromChromium(request.url);
    const scheme = url.slice(0, url.indexOf(':'));
    const handler = this.#handlers.get(scheme);
    return handler === undefined || url === request.url
      ? undefined
      : this.#answer(handler, this.#privileges.get(scheme) ?? {}, { ...request, url });
  }

  async #answer(handler: Handler, privileges: Privileges, request: PageRequest): Promise<PageAnswer> {
    // Without these, relative addresses lead nowhere and fetch knows no such scheme.
    if (privileges.standard !== true && request.kind !== 'document') return 'refused';
    if (privileges.supportFetchAPI !== true && request.kind === 'fetch') return 'refused';
    const { url, method, headers, body } = request;
    const response = await handler(
      new Request(url, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual' }),
    );
    const kept = [...response.headers].filter(
      ([name]) => privileges.bypassCSP !== true || name !== 'content-security-policy',
    );
    return {
      status: response.status,
      headers: kept.map(([name, value]) => ({
        name,
        value: name === 'location' ? this.toChromium(new URL(value, url).href) : value,
      })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    };
  }
}

const suffix = '.electron-double.test';

export interface PageRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
  readonly kind: 'document' | 'fetch' | 'other';
}

export type PageAnswer =
  'refused' | { status: number; headers: readonly { name: string; value: string }[]; body: string };
