import type { Capabilities } from '../../../src-core/api/contract/app.ts';
import type { filePurposes } from '../../../src-core/api/contract/files.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';
import type { SecretStore } from '../settings/secret-store.ts';

export type FilePurpose = (typeof filePurposes)[number];

/** What a shell (the desktop window, the web shell, a test) brings to the services. */
export interface ShellPorts {
  readonly spawner: ProcessSpawner;
  readonly secrets: SecretStore;
  readonly capabilities: Capabilities;
  /**
   * Whether its caller may name any file of this machine. So it is where the person at the keyboard is the owner of the
   * window; a page in a browser is held to the folders of the settings.
   */
  readonly trustsPaths: boolean;
  /** Absolute paths of folders that are open while this process lives, beside those of the settings. */
  readonly folders?: readonly string[];
  /**
   * Asks the user for a file or folder; null when the dialog was closed.
   *
   * @throws HindcastError `NOT_AVAILABLE` where there are no dialogs
   */
  chooseFile(purpose: FilePurpose): Promise<string | null>;
  /** Asks where to save; null when the dialog was closed. Throws as {@link chooseFile}. */
  saveFile(suggestedName: string): Promise<string | null>;
}
