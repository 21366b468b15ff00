import { dirname } from 'node:path';
import type { fileOperations } from '../../../src-core/api/contract/files.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ShellPorts } from '../app/shell-ports.ts';
import { listFolder } from '../files/list-folder.ts';
import { FolderPathGuard } from '../files/path-guard.ts';
import { keepUpload } from '../files/uploaded-files.ts';
import type { Handlers } from './handlers.ts';

/** A folder that files may be chosen from. */
export interface OpenFolder {
  /** As people see it. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
}

export interface FileHandlerParts {
  readonly ports: Pick<ShellPorts, 'capabilities' | 'chooseFile'>;
  readonly openFolders: () => Promise<readonly OpenFolder[]>;
  /** Absolute path of where uploads are kept. */
  readonly uploads: string;
}

const largestUploadBytes = 64 * 1024 * 1024;

/** Lets files be chosen: through the system's dialog, from open folders, or by handing them over. */
export function fileHandlers(parts: FileHandlerParts): Handlers<keyof typeof fileOperations> {
  const { ports, openFolders, uploads } = parts;
  const guard = new FolderPathGuard(async () => (await openFolders()).map(({ path }) => path));
  return {
    'files.choose': async ({ purpose }) => {
      if (!ports.capabilities.fileDialogs) throw withoutDialogs();
      return { path: await ports.chooseFile(purpose) };
    },
    'files.list': async ({ folder, purpose }) => {
      if (folder === null) {
        const entries = (await openFolders()).map(({ name, path }) => ({
          name,
          path,
          isFolder: true,
          sizeBytes: 0,
        }));
        return { folder: null, parent: null, entries };
      }
      const place = await guard.locate(folder);
      return {
        folder: place.path,
        parent: place.path === place.folder ? null : dirname(place.path),
        entries: await listFolder(place.folder, place.path, purpose),
      };
    },
    'files.upload': async ({ name, content }) => {
      if (content.byteLength > largestUploadBytes) {
        throw new HindcastError('BAD_INPUT', `${name} is larger than the 64 MiB that a page may hand over.`);
      }
      return { path: await keepUpload(uploads, name, content) };
    },
  };
}

function withoutDialogs(): HindcastError {
  return new HindcastError(
    'NOT_AVAILABLE',
    'A browser cannot open this dialog: drop the file, or list folders.',
  );
}
