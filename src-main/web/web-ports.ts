import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { ShellPorts } from '../services/app/shell-ports.ts';
import type { ProcessSpawner } from '../services/processes/process-spawner.ts';
import { SessionSecretStore } from '../services/settings/secret-store.ts';

/**
 * What the web shell brings to the services: it has no dialogs, and no keychain that a page may use.
 *
 * @param folders absolute paths of folders that are open while this process lives
 */
export function webPorts(spawner: ProcessSpawner, folders: readonly string[]): ShellPorts {
  const refuse = (): Promise<never> =>
    Promise.reject(new HindcastError('NOT_AVAILABLE', 'A browser cannot open the dialogs of this machine.'));
  return {
    spawner,
    secrets: new SessionSecretStore(),
    capabilities: { shell: 'web', fileDialogs: false, keepsSecrets: false, notifications: false },
    trustsPaths: false,
    folders,
    chooseFile: refuse,
    saveFile: refuse,
  };
}
