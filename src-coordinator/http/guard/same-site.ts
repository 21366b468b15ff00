import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of another site sent a request: without a key its visitor's browser could otherwise be used to change
 * something here. Browsers say so in `Sec-Fetch-Site`, over plain HTTP at least in `Origin`; other clients send neither.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin, host } = headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
}
