import { z } from 'zod';
import { JsonDocument } from '../services/files/json-document.ts';

const foldersSchema = z.record(z.string(), z.string());

/** The folder that each kind of dialog was last left in, kept in a file. Not to know it is never a reason to fail. */
export class LastFolders {
  readonly #document: JsonDocument<typeof foldersSchema>;

  constructor(path: string, now: () => Date) {
    this.#document = new JsonDocument({ path, schema: foldersSchema, initial: {}, now });
  }

  async get(purpose: string): Promise<string | undefined> {
    const folders = await this.#document.read().catch((): Record<string, string> => ({}));
    return folders[purpose];
  }

  async set(purpose: string, folder: string): Promise<void> {
    await this.#document
      .change((folders) => (folders[purpose] === folder ? folders : { ...folders, [purpose]: folder }))
      .catch(() => undefined);
  }
}
