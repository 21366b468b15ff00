import type { ApiClient } from '../../src-core/api/client.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/** Connects to the host that served this page. */
export function openClient(): Promise<ApiClient> {
  return Promise.reject(new HindcastError('CONNECTION_LOST', 'There is no host to talk to.'));
}
