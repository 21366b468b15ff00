import type { IncomingHttpHeaders } from 'node:http';

/** Where the web shell is reached. */
export interface WebAddress {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
}

/**
 * Whether a request was sent to this server by its own page. A name that some site has pointed at 127.0.0.1 shows in
 * `Host`, another site's page in `Origin`. Browsers leave `Origin` out of plain loads only, which change nothing and
 * give nothing away without a token.
 *
 * @param needsOrigin for everything that is not a plain load
 */
export function isFromOwnPage(
  headers: IncomingHttpHeaders,
  address: WebAddress,
  needsOrigin: boolean,
): boolean {
  if (headers.host !== address.host) return false;
  return headers.origin === undefined ? !needsOrigin : headers.origin === address.origin;
}
