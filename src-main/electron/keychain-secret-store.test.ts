import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { openSecretStore } from './keychain-secret-store.ts';

type Encryption = Parameters<typeof openSecretStore>[0];

/** Encrypts as hexadecimal digits, which is enough to tell it from the plain text. */
function keychain(changes: Partial<Encryption> = {}): Encryption {
  return {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: (text) => Promise.resolve(Buffer.from(Buffer.from(text).toString('hex'))),
    decryptStringAsync: (bytes) =>
      Promise.resolve({ result: Buffer.from(bytes.toString(), 'hex').toString(), shouldReEncrypt: false }),
    ...changes,
  };
}

const now = (): Date => new Date(0);

describe('secrets of the desktop', () => {
  it('outlive the application, encrypted, in a file for its owner only', async () => {
    const file = join(temporaryFolder(), 'secrets.json');
    const store = await openSecretStore(keychain(), file, 'linux', now);
    expect(store.isPersistent).toBe(true);
    await Promise.all([store.set('one', 'top-secret'), store.set('two', 'other')]);
    await store.remove('two');
    await store.remove('never there');
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('top-secret');
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await openSecretStore(keychain(), file, 'linux', now);
    expect([await again.get('one'), await again.get('two')]).toEqual(['top-secret', undefined]);
  });

  it('are unknown when the keychain no longer opens them', async () => {
    const file = join(temporaryFolder(), 'secrets.json');
    await (await openSecretStore(keychain(), file, 'darwin', now)).set('one', 'top-secret');
    const other = keychain({ decryptStringAsync: () => Promise.reject(new Error('wrong key')) });
    expect(await (await openSecretStore(other, file, 'darwin', now)).get('one')).toBeUndefined();
  });

  it('are encrypted again when the keychain asks for it', async () => {
    const file = join(temporaryFolder(), 'secrets.json');
    await (await openSecretStore(keychain(), file, 'win32', now)).set('one', 'top-secret');
    const encryptStringAsync = vi.fn(() => Promise.resolve(Buffer.from('anew')));
    const rotated = keychain({
      encryptStringAsync,
      decryptStringAsync: () => Promise.resolve({ result: 'top-secret', shouldReEncrypt: true }),
    });
    expect(await (await openSecretStore(rotated, file, 'win32', now)).get('one')).toBe('top-secret');
    expect(encryptStringAsync).toHaveBeenCalledExactlyOnceWith('top-secret');
  });

  it.each([
    ['Linux has no keychain', 'linux', { getSelectedStorageBackend: () => 'basic_text' as const }],
    ['encryption is not there', 'win32', { isAsyncEncryptionAvailable: () => Promise.resolve(false) }],
  ] as const)('are kept in memory only when %s', async (_, platform, changes) => {
    const file = join(temporaryFolder(), 'secrets.json');
    const store = await openSecretStore(keychain(changes), file, platform, now);
    await store.set('one', 'top-secret');
    expect([store.isPersistent, await store.get('one')]).toEqual([false, 'top-secret']);
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  });
});
