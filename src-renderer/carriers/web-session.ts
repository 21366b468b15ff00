import { sessionOver } from './event-stream.ts';

/** What of the page a session needs; `window` and `sessionStorage` fit. */
export interface WebSessionParts {
  readonly location: { readonly origin: string; readonly hash: string };
  /** Takes the code out of the address bar, so that it lands in no bookmark. */
  readonly clearHash: () => void;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly fetch: (url: string, options?: RequestInit) => Promise<Response>;
}

const storageKey = 'hindcast.token';

/**
 * The token of this page: bought with the code in its address, else kept from before a reload. Each tab has its own,
 * which ends with the tab.
 *
 * @throws HindcastError `PERMISSION_DENIED` when there is none
 */
export async function findToken(parts: WebSessionParts): Promise<string> {
  const code = /^#code=([\w-]+)$/.exec(parts.location.hash)?.[1];
  if (code !== undefined) {
    parts.clearHash();
    const token = await exchange(parts, code);
    if (token !== undefined) parts.storage.setItem(storageKey, token);
  }
  const token = parts.storage.getItem(storageKey);
  if (token === null) throw sessionOver();
  return token;
}

/** Forgets a token that is of no use any more. */
export function forgetToken(storage: WebSessionParts['storage']): void {
  storage.removeItem(storageKey);
}

async function exchange(parts: WebSessionParts, code: string): Promise<string | undefined> {
  const response = await parts.fetch(`${parts.location.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!response.ok) return undefined;
  const answer = (await response.json()) as { output: { token: string } };
  return answer.output.token;
}
