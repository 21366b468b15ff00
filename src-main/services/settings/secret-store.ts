/** Where secrets are kept: the operating system's keychain, or memory where there is none. Never a plain file or a log. */
export interface SecretStore {
  /** Whether secrets outlive this process. */
  readonly isPersistent: boolean;
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  /** Removing what is not there is no error. */
  remove(name: string): Promise<void>;
}

/** Keeps secrets until the process ends. */
export class SessionSecretStore implements SecretStore {
  readonly isPersistent = false;
  readonly #secrets = new Map<string, string>();

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(this.#secrets.get(name));
  }

  set(name: string, secret: string): Promise<void> {
    this.#secrets.set(name, secret);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.#secrets.delete(name);
    return Promise.resolve();
  }
}
