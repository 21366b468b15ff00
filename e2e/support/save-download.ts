import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** Does what makes the page download a file, and answers where it lies then. */
export async function saveDownload(page: Page, folder: string, offer: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), offer()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}
