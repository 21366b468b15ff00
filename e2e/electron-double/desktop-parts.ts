import { EventEmitter } from 'node:events';
import type {
  MenuItemConstructorOptions,
  MessageBoxReturnValue,
  NotificationConstructorOptions,
  OpenDialogReturnValue,
  SaveDialogReturnValue,
} from 'electron';

/** Dialogs that nobody has answered in a test are an error; tests put their answers in place of these functions. */
export const dialogDouble = {
  showOpenDialog: (...parameters: unknown[]): Promise<OpenDialogReturnValue> => unanswered(parameters),
  showSaveDialog: (...parameters: unknown[]): Promise<SaveDialogReturnValue> => unanswered(parameters),
  showMessageBox: (...parameters: unknown[]): Promise<MessageBoxReturnValue> => unanswered(parameters),
  showErrorBox: (title: string, content: string): void => {
    process.stderr.write(`${title}: ${content}\n`);
  },
};

function unanswered(parameters: readonly unknown[]): never {
  const { title, message } = (parameters.at(-1) ?? {}) as { title?: string; message?: string };
  throw new Error(`A dialog that no test has answered: ${message ?? title ?? 'untitled'}`);
}

/** Notifications that were shown, in order. */
export class NotificationDouble extends EventEmitter {
  static readonly shown: NotificationDouble[] = [];
  static isSupported(): boolean {
    return true;
  }

  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }

  show(): void {
    NotificationDouble.shown.push(this);
    this.emit('show');
  }

  close(): void {
    this.emit('close');
  }
}

let blockers = 0;
const held = new Map<number, string>();

export const powerSaveBlockerDouble = {
  start: (type: string): number => {
    held.set(++blockers, type);
    return blockers;
  },
  stop: (id: number): boolean => held.delete(id),
  isStarted: (id: number): boolean => held.has(id),
};

/** Links and folders that were opened outside, instead of opening them. */
export const shellDouble = {
  opened: [] as string[],
  openExternal: (url: string): Promise<void> => {
    shellDouble.opened.push(url);
    return Promise.resolve();
  },
};

/** A keychain that everyone can open. */
export const safeStorageDouble = {
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(true),
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  encryptStringAsync: (text: string): Promise<Buffer> =>
    Promise.resolve(Buffer.from(`double:${Buffer.from(text).toString('base64')}`)),
  decryptStringAsync: (bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const [, encoded] = /^double:(.*)$/.exec(bytes.toString()) ?? [];
    if (encoded === undefined) return Promise.reject(new Error('Error while decrypting the ciphertext.'));
    return Promise.resolve({ result: Buffer.from(encoded, 'base64').toString(), shouldReEncrypt: false });
  },
};

export const nativeThemeDouble = { shouldUseDarkColors: true, themeSource: 'system' };

/** The application's menu, whose items tests can click. */
export class MenuDouble {
  static #application: MenuDouble | null = null;

  static buildFromTemplate(template: MenuItemConstructorOptions[]): MenuDouble {
    return new MenuDouble(template);
  }

  static setApplicationMenu(menu: MenuDouble | null): void {
    MenuDouble.#application = menu;
  }

  static getApplicationMenu(): MenuDouble | null {
    return MenuDouble.#application;
  }

  readonly items: readonly MenuItemConstructorOptions[];

  constructor(template: MenuItemConstructorOptions[]) {
    this.items = template;
  }

  getMenuItemById(id: string): MenuItemConstructorOptions | null {
    return find(this.items, id);
  }
}

function find(items: readonly MenuItemConstructorOptions[], id: string): MenuItemConstructorOptions | null {
  for (const item of items) {
    if (item.id === id) return item;
    const inside = Array.isArray(item.submenu) ? find(item.submenu, id) : null;
    if (inside !== null) return inside;
  }
  return null;
}
