import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Settings } from '../../../src-core/api/contract/settings.ts';

/** Whether nothing may be connected to: the settings say so, or `HINDCAST_OFFLINE` does. */
export function isOffline({ offline }: Pick<Settings, 'offline'>, environment: NodeJS.ProcessEnv): boolean {
  return offline || !['', '0', undefined].includes(environment['HINDCAST_OFFLINE']);
}

/** What is answered instead of connecting. */
export function staysOffline(): HindcastError {
  return new HindcastError(
    'COORDINATOR_UNREACHABLE',
    'Hindcast is set to stay offline, so nothing was connected to. To connect, switch that off in the settings or with ' +
      '"hindcast data offline off", and unset HINDCAST_OFFLINE.',
  );
}
