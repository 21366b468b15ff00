import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/**
 * Checks the address of a coordinator: http or https, no user, query or fragment. A slash at the end is taken off.
 *
 * @throws HindcastError `BAD_INPUT` for any other address
 */
export function parseBaseUrl(text: string): string {
  const example = 'Write it like http://127.0.0.1:8000.';
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new HindcastError('BAD_INPUT', `"${text}" is not the address of a coordinator. ${example}`);
  }
  if (url.username !== '' || url.password !== '') {
    // Not repeated in the message: it holds a secret.
    throw new HindcastError(
      'BAD_INPUT',
      `The coordinator's address must not hold a user or password. ${example}`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new HindcastError('BAD_INPUT', `The coordinator's address must end before "?" and "#". ${example}`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** @throws HindcastError `BAD_INPUT` when a key cannot travel in a header */
export function requireUsableKey(apiKey: string): void {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return;
  throw new HindcastError('BAD_INPUT', 'The API key holds a character that cannot be sent, such as a space.');
}
