import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionOf } from '../../../src-core/api/permissions.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { fileHandlers } from './file-handlers.ts';

const context = { session: sessionOf('owner'), actor: 'tester' };

function makeHandlers({ fileDialogs = false } = {}) {
  const root = temporaryFolder();
  const models = join(root, 'models');
  mkdirSync(join(models, 'deep', 'er'), { recursive: true });
  mkdirSync(join(models, '.git'));
  mkdirSync(join(root, 'secret'));
  for (const name of ['b10.py', 'b9.py', 'a.TS', 'notes.txt', '.hidden.py', 'candles.csv', 'deep/c.js']) {
    writeFileSync(join(models, name), 'x');
  }
  writeFileSync(join(root, 'secret', 'key.py'), 'x');
  symlinkSync(join(root, 'secret'), join(models, 'way-out'));
  symlinkSync(join(root, 'secret', 'key.py'), join(models, 'key.py'));
  symlinkSync(join(models, 'deep'), join(models, 'shortcut'));
  symlinkSync(join(root, 'absent'), join(models, 'nowhere.py'));
  const handlers = fileHandlers({
    ports: {
      capabilities: { shell: 'memory', fileDialogs, keepsSecrets: false, notifications: false },
      chooseFile: (purpose) => Promise.resolve(`/chosen/${purpose}`),
    },
    openFolders: () => Promise.resolve([{ name: 'models', path: models }]),
    uploads: join(root, 'uploads'),
  });
  const names = async (folder: string, purpose: 'model' | 'candles' | 'python' | 'folder') =>
    (await handlers['files.list']({ folder, purpose }, context)).entries.map(({ name }) => name);
  return { root, models, handlers, names };
}

describe('listing files', () => {
  it('starts with the folders that are open', async () => {
    const { models, handlers } = makeHandlers();
    expect(await handlers['files.list']({ folder: null, purpose: 'model' }, context)).toEqual({
      folder: null,
      parent: null,
      entries: [{ name: 'models', path: models, isFolder: true, sizeBytes: 0 }],
    });
  });

  it('shows what can be chosen for the purpose, folders first, numbers in order, nothing hidden', async () => {
    const { models, names } = makeHandlers();
    expect(await names(models, 'model')).toEqual(['deep', 'shortcut', 'a.TS', 'b9.py', 'b10.py']);
    expect(await names(models, 'candles')).toEqual(['deep', 'shortcut', 'candles.csv']);
    expect(await names(models, 'folder')).toEqual(['deep', 'shortcut']);
  });

  it('goes down and up within the folder, and no further', async () => {
    const { root, models, handlers } = makeHandlers();
    const list = (folder: string) => handlers['files.list']({ folder, purpose: 'model' }, context);
    expect(await list(join(models, 'deep'))).toEqual({
      folder: join(models, 'deep'),
      parent: models,
      entries: [
        { name: 'er', path: join(models, 'deep', 'er'), isFolder: true, sizeBytes: 0 },
        { name: 'c.js', path: join(models, 'deep', 'c.js'), isFolder: false, sizeBytes: 1 },
      ],
    });
    expect((await list(join(models, 'shortcut'))).folder).toBe(join(models, 'deep'));
    expect((await list(models)).parent).toBeNull();
    for (const folder of [
      root,
      join(root, 'secret'),
      join(models, 'way-out'),
      `${models}/..`,
      '/',
      'models',
    ]) {
      await expect(list(folder)).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    }
    for (const folder of [join(models, 'absent'), join(models, 'a.TS')]) {
      await expect(list(folder)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    }
  });
});

describe('choosing and handing over files', () => {
  it('uses the dialog where there is one', async () => {
    const choose = { purpose: 'candles' } as const;
    const { handlers } = makeHandlers({ fileDialogs: true });
    expect(await handlers['files.choose'](choose, context)).toEqual({ path: '/chosen/candles' });
    await expect(makeHandlers().handlers['files.choose'](choose, context)).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
    });
  });

  it('keeps what is handed over, up to 64 MiB', async () => {
    const { root, handlers } = makeHandlers();
    const upload = (content: Uint8Array<ArrayBuffer>) =>
      handlers['files.upload']({ name: 'model.py', content }, context);
    expect((await upload(new Uint8Array(10))).path).toContain(join(root, 'uploads'));
    await expect(upload(new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toBeInstanceOf(HindcastError);
  });
});
