const keyName = 'hindcast-coordinator-key';

/** The coordinator wants a key, or another one. */
export class KeyNeeded extends Error {}

/** Any other answer than the one that was asked for. */
export class Refusal extends Error {}

/** Refused because of how the backfills are at the moment. */
export class Conflict extends Refusal {}

/** @returns {string | null} the key of this tab */
export function keptKey() {
  return sessionStorage.getItem(keyName);
}

/** @param {string | null} key */
export function keepKey(key) {
  if (key === null) sessionStorage.removeItem(keyName);
  else sessionStorage.setItem(keyName, key);
}

/**
 * Asks the coordinator that served this page.
 *
 * @param {string} path
 * @param {{ method?: 'GET' | 'POST', body?: object | undefined }} [request]
 * @returns {Promise<any>} the JSON of the answer
 * @throws {KeyNeeded | Refusal | Conflict}
 */
export async function ask(path, { method = 'GET', body } = {}) {
  const key = keptKey();
  /** @type {Record<string, string>} */
  const headers = {};
  if (key !== null) headers['x-api-key'] = key;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    // The key goes where it was given for, and nowhere else.
    redirect: 'error',
    credentials: 'omit',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal('The coordinator does not answer. Is it running?');
  });
  if (response.status === 401)
    throw new KeyNeeded(key === null ? '' : 'The coordinator did not accept this key.');
  const answer = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer;
  const reason = reasonOf(answer) ?? `The coordinator answered ${response.status}.`;
  throw response.status === 409 ? new Conflict(reason) : new Refusal(reason);
}

/**
 * @param {any} answer
 * @returns {string | undefined}
 */
function reasonOf(answer) {
  const detail = answer?.detail;
  if (typeof detail === 'string') return detail;
  if (!Array.isArray(detail)) return undefined;
  return detail.map(({ loc, msg }) => `${String(loc?.at(-1))}: ${String(msg)}`).join('; ');
}
