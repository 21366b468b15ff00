import type { Page } from '@playwright/test';

/**
 * Collects what no journey may cause: errors on the console, exceptions nobody caught, and breaches of the content
 * security policy.
 */
export async function watchPage(page: Page): Promise<string[]> {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`));
  await page.exposeFunction('reportTrouble', (text: string) => troubles.push(text));
  const listen = (): void => {
    const report = (text: string): void => {
      void (globalThis as unknown as { reportTrouble(text: string): Promise<void> }).reportTrouble(text);
    };
    addEventListener('securitypolicyviolation', (event) =>
      report(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
    addEventListener('unhandledrejection', (event) => report(`unhandled rejection: ${String(event.reason)}`));
  };
  await page.addInitScript(listen);
  // The page is open already: its first load has been watched through the console alone.
  await page.evaluate(listen);
  return troubles;
}
