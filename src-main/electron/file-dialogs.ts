import { basename, dirname, join } from 'node:path';
import type { BrowserWindow, Dialog, DownloadItem, FileFilter, OpenDialogOptions } from 'electron';
import type { FilePurpose } from '../services/app/shell-ports.ts';
import type { LastFolders } from './last-folders.ts';

const filters: Readonly<Record<FilePurpose, readonly FileFilter[]>> = {
  model: [{ name: 'Models', extensions: ['py', 'js', 'mjs', 'cjs', 'ts', 'mts'] }],
  candles: [{ name: 'Candles', extensions: ['csv', 'parquet', 'json', 'zip', 'gz'] }],
  python: [],
  folder: [],
};

const titles: Readonly<Record<FilePurpose, string>> = {
  model: 'Choose a model',
  candles: 'Choose a file of candles',
  python: 'Choose a Python interpreter',
  folder: 'Choose a folder',
};

/** The system's dialogs, each of which opens where it was left. Electron remembers no folder itself. */
export class FileDialogs {
  readonly #dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  readonly #folders: LastFolders;
  readonly #window: () => BrowserWindow | undefined;
  /** Known in advance, because a download does not wait. */
  #saveFolder: string | undefined;

  constructor(
    dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
    folders: LastFolders,
    window: () => BrowserWindow | undefined,
  ) {
    this.#dialog = dialog;
    this.#folders = folders;
    this.#window = window;
    void folders.get('save').then((folder) => {
      this.#saveFolder ??= folder;
    });
  }

  /** An absolute path; null when the dialog was closed without a choice. */
  async chooseFile(purpose: FilePurpose): Promise<string | null> {
    const folder = await this.#folders.get(purpose);
    const options: OpenDialogOptions = {
      title: titles[purpose],
      filters: [...filters[purpose]],
      properties: [purpose === 'folder' ? 'openDirectory' : 'openFile'],
      ...(folder === undefined ? {} : { defaultPath: folder }),
    };
    const window = this.#window();
    const { canceled, filePaths } = await (window === undefined
      ? this.#dialog.showOpenDialog(options)
      : this.#dialog.showOpenDialog(window, options));
    const [chosen] = filePaths;
    if (canceled || chosen === undefined) return null;
    await this.#folders.set(purpose, purpose === 'folder' ? chosen : dirname(chosen));
    return chosen;
  }

  /** Where to save; null when the dialog was closed. The person has agreed to replace what is there. */
  async saveFile(suggestedName: string): Promise<string | null> {
    this.#saveFolder ??= await this.#folders.get('save');
    const options = { title: 'Save', defaultPath: this.#placeFor(suggestedName) };
    const window = this.#window();
    const { canceled, filePath } = await (window === undefined
      ? this.#dialog.showSaveDialog(options)
      : this.#dialog.showSaveDialog(window, options));
    if (canceled || filePath === '') return null;
    await this.#saved(filePath);
    return filePath;
  }

  /** Has Electron ask where to save what the page itself has made, such as the picture of a chart. */
  offerPlace(item: DownloadItem): void {
    item.setSaveDialogOptions({ title: 'Save', defaultPath: this.#placeFor(item.getFilename()) });
    item.once('done', (_, state) => {
      if (state === 'completed') void this.#saved(item.getSavePath());
    });
  }

  #placeFor(suggestedName: string): string {
    const name = basename(suggestedName);
    return this.#saveFolder === undefined ? name : join(this.#saveFolder, name);
  }

  async #saved(path: string): Promise<void> {
    this.#saveFolder = dirname(path);
    await this.#folders.set('save', this.#saveFolder);
  }
}
