import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialog, DownloadItem, OpenDialogOptions, SaveDialogOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { FileDialogs } from './file-dialogs.ts';
import { LastFolders } from './last-folders.ts';

/** Dialogs that are answered at once; `null` closes one. */
function dialogs(file: string, answer: string | null): { asked: OpenDialogOptions[]; files: FileDialogs } {
  const asked: OpenDialogOptions[] = [];
  const dialog = {
    showOpenDialog: (options: OpenDialogOptions) => {
      asked.push(options);
      return Promise.resolve({ canceled: answer === null, filePaths: answer === null ? [] : [answer] });
    },
    showSaveDialog: (options: SaveDialogOptions) => {
      asked.push(options as OpenDialogOptions);
      return Promise.resolve({ canceled: answer === null, filePath: answer ?? '' });
    },
  } as unknown as Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  return { asked, files: new FileDialogs(dialog, new LastFolders(file, () => new Date(0)), () => undefined) };
}

describe('a dialog', () => {
  it('answers with the file that was chosen, and offers files that fit', async () => {
    const { asked, files } = dialogs(join(temporaryFolder(), 'folders.json'), '/models/a.py');
    expect(await files.chooseFile('model')).toBe('/models/a.py');
    expect(asked[0]?.filters?.[0]?.extensions).toContain('py');
    expect(asked[0]?.properties).toEqual(['openFile']);
  });

  it('answers with nothing when it is closed', async () => {
    const { files } = dialogs(join(temporaryFolder(), 'folders.json'), null);
    expect([await files.chooseFile('model'), await files.saveFile('a.csv')]).toEqual([null, null]);
  });

  it('opens where one of its kind was left, also in another life', async () => {
    const remembered = join(temporaryFolder(), 'folders.json');
    await dialogs(remembered, '/models/a.py').files.chooseFile('model');
    await dialogs(remembered, '/exports/a.csv').files.saveFile('a.csv');
    const { asked, files } = dialogs(remembered, null);
    await files.chooseFile('model');
    await files.chooseFile('candles');
    await files.saveFile('b.csv');
    expect(asked.map(({ defaultPath }) => defaultPath)).toEqual([
      '/models',
      undefined,
      join('/exports', 'b.csv'),
    ]);
  });

  it('takes a folder itself for the place where it was left', async () => {
    const remembered = join(temporaryFolder(), 'folders.json');
    await dialogs(remembered, '/candles').files.chooseFile('folder');
    const { asked, files } = dialogs(remembered, null);
    await files.chooseFile('folder');
    expect(asked[0]).toMatchObject({ defaultPath: '/candles', properties: ['openDirectory'] });
  });

  it('suggests a name, not a path', async () => {
    const { asked, files } = dialogs(join(temporaryFolder(), 'folders.json'), null);
    await files.saveFile('../../etc/run.csv');
    expect(asked[0]?.defaultPath).toBe('run.csv');
  });

  it('works when what was remembered is damaged or cannot be written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'damaged.json'), '{"model": 1');
    mkdirSync(join(folder, 'folder.json'));
    for (const name of ['damaged.json', 'folder.json']) {
      expect(await dialogs(join(folder, name), '/models/a.py').files.chooseFile('model')).toBe(
        '/models/a.py',
      );
    }
  });

  it('asks where to save what the page has made, and remembers the answer', async () => {
    const { asked, files } = dialogs(join(temporaryFolder(), 'folders.json'), null);
    const offered: SaveDialogOptions[] = [];
    const item = Object.assign(new EventEmitter(), {
      getFilename: () => 'chart.png',
      getSavePath: () => '/pictures/chart.png',
      setSaveDialogOptions: (options: SaveDialogOptions) => void offered.push(options),
    });
    files.offerPlace(item as unknown as DownloadItem);
    item.emit('done', {}, 'completed');
    await files.saveFile('b.csv');
    expect([offered[0]?.defaultPath, asked[0]?.defaultPath]).toEqual([
      'chart.png',
      join('/pictures', 'b.csv'),
    ]);
  });
});
