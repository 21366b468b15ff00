import { chmod } from 'node:fs/promises';
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { JsonDocument } from '../services/files/json-document.ts';
import { SessionSecretStore, type SecretStore } from '../services/settings/secret-store.ts';

type Encryption = Pick<
  SafeStorage,
  'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'
>;

const secretsSchema = z.record(z.string(), z.base64());

/** Secrets in a file, each encrypted with a key that the operating system keeps. */
class KeychainSecretStore implements SecretStore {
  readonly isPersistent = true;
  readonly #encryption: Encryption;
  readonly #file: string;
  readonly #document: JsonDocument<typeof secretsSchema>;

  constructor(encryption: Encryption, file: string, now: () => Date) {
    this.#encryption = encryption;
    this.#file = file;
    this.#document = new JsonDocument({ path: file, schema: secretsSchema, initial: {}, now });
  }

  async get(name: string): Promise<string | undefined> {
    const encrypted = (await this.#document.read())[name];
    if (encrypted === undefined) return undefined;
    try {
      const { result, shouldReEncrypt } = await this.#encryption.decryptStringAsync(
        Buffer.from(encrypted, 'base64'),
      );
      if (shouldReEncrypt) await this.set(name, result);
      return result;
    } catch {
      // Another user's key, or a keychain that was reset: the secret has to be entered again.
      return undefined;
    }
  }

  async set(name: string, secret: string): Promise<void> {
    const encrypted = (await this.#encryption.encryptStringAsync(secret)).toString('base64');
    await this.#change((secrets) => ({ ...secrets, [name]: encrypted }));
  }

  remove(name: string): Promise<void> {
    return this.#change((secrets) => {
      const { [name]: removed, ...others } = secrets;
      return removed === undefined ? secrets : others;
    });
  }

  async #change(update: (secrets: Record<string, string>) => Record<string, string>): Promise<void> {
    const secrets = await this.#document.change(update);
    if (Object.keys(secrets).length > 0) await chmod(this.#file, 0o600);
  }
}

/**
 * The secret store of the desktop. Where the system has no keychain (some Linux desktops), Electron would encrypt with
 * a key that everyone knows; then secrets are kept until Hindcast closes, which the screens say.
 */
export async function openSecretStore(
  encryption: Encryption,
  file: string,
  platform: NodeJS.Platform,
  now: () => Date,
): Promise<SecretStore> {
  const hasKeychain =
    (await encryption.isAsyncEncryptionAvailable()) &&
    (platform !== 'linux' || encryption.getSelectedStorageBackend() !== 'basic_text');
  if (hasKeychain) return new KeychainSecretStore(encryption, file, now);
  return new SessionSecretStore();
}
