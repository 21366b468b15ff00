import type { Page } from '@playwright/test';

/** A page that does not do what it is asked for that long never will. */
const patienceMilliseconds = 15_000;

/**
 * Collects what no journey may cause: errors on the console, exceptions and rejections nobody caught, and breaches of the
 * content security policy. To be called before the page loads.
 */
export async function watchPage(page: Page, troubles: string[]): Promise<void> {
  page.setDefaultTimeout(patienceMilliseconds);
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      // The page's console, which is what is watched.
      // oxlint-disable-next-line no-console
      console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
}
