import { basename } from 'node:path';
import { examplesFolder } from '../files/installed-examples.ts';
import type { OpenFolder } from '../api/file-handlers.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** Which folders files may be chosen from, read anew each time since the settings may change. */
export function openFoldersOf(
  settings: Pick<SettingsStore, 'read'>,
  sessionFolders: readonly string[],
): () => Promise<OpenFolder[]> {
  return async () => {
    const chosen = [...new Set([...sessionFolders, ...(await settings.read()).folders])];
    return [
      ...chosen.map((path) => ({ name: basename(path) || path, path })),
      { name: 'Examples that come with Hindcast', path: examplesFolder },
    ];
  };
}
