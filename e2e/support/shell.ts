import type { Page } from '@playwright/test';

/** Hindcast, open on a screen. */
export interface OpenApp {
  readonly page: Page;
  /** The process that owns the queue. */
  readonly pid: number;
  /** Opens a page that may only look; undefined where a shell has one owner and nobody else. */
  openViewer(): Promise<Page | undefined>;
  /** Ends it as a user would, and waits until it is gone. */
  close(): Promise<void>;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
}

/** A way to put Hindcast on a screen. */
export interface Shell {
  readonly name: 'web' | 'bundle' | 'electron';
  open(home: string): Promise<OpenApp>;
}
