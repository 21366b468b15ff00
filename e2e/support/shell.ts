import type { Locator, Page } from '@playwright/test';

/** How the shell asks a person about files, and what the person answers. */
export interface FileDialogs {
  /** Presses `button`, and chooses the file with this absolute path. */
  choose(button: Locator, path: string): Promise<void>;
  /** Does what makes the shell offer a file, and answers where it lies once it is saved. */
  save(offer: () => Promise<void>): Promise<string>;
  /** The same for what the page itself has made and hands over as a download. */
  download(offer: () => Promise<void>): Promise<string>;
}

/** Hindcast, open on a screen. */
export interface OpenApp {
  readonly page: Page;
  readonly dialogs: FileDialogs;
  /** Opens a page that may only look. Only the web shell has such; a window has one owner and nobody else. */
  readonly openViewer?: () => Promise<Page>;
  /** Ends it as a user would, and waits until it is gone. */
  close(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
}

export interface OpenSettings {
  readonly home: string;
  /** A folder that the person opens to Hindcast, for models of their own. */
  readonly models: string;
  /** Where saved files may be put. */
  readonly downloads: string;
  /** Hears of each page before it loads. */
  readonly onPage: (page: Page) => Promise<void>;
}

/** A way to put Hindcast on a screen. */
export interface Shell {
  readonly name: 'web' | 'bundle' | 'electron';
  open(settings: OpenSettings): Promise<OpenApp>;
}
