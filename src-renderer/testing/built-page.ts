import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { contentSecurityPolicy } from '../../src-core/api/content-security-policy.ts';
import type { ApiRequest, ApiResponse } from '../../src-core/api/envelope.ts';
import type { ApiEvent, Snapshot } from '../../src-core/api/events.ts';
import type { ShellMessage } from '../../src-core/api/shell-bridge.ts';
import type { AppInfo } from '../state/api-context.tsx';

const origin = 'http://hindcast.test';
const mediaTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface BuiltPage {
  readonly page: Page;
  /** Errors of the console and of scripts, and what the policy refused. */
  readonly complaints: string[];
  /** Sends an event of the host, with the number that follows. */
  emit: (event: ApiEvent) => Promise<void>;
}

export interface BuiltPageOptions {
  /** Folder of the built renderer. */
  readonly folder: string;
  readonly info: AppInfo;
  readonly snapshot: Snapshot;
  readonly page?: Parameters<Browser['newPage']>[0];
  readonly address?: string;
}

/** Opens the built user interface under its policy, over a bridge that knows one snapshot and refuses all else. */
export async function openBuiltPage(browser: Browser, options: BuiltPageOptions): Promise<BuiltPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options.page });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    await route.fulfill({
      body: readFileSync(join(options.folder, path === '/' ? 'index.html' : path)),
      contentType: mediaTypes[extname(path)] ?? 'text/html',
      headers: { 'content-security-policy': contentSecurityPolicy },
    });
  });
  // As strings: Playwright's type of what can be sent is too deep for the compiler.
  await page.addInitScript(exposeBridge, JSON.stringify({ info: options.info, snapshot: options.snapshot }));
  await page.goto(`${origin}/#${options.address ?? '/'}`);
  let { seq } = options.snapshot;
  return {
    page,
    complaints,
    emit: async (event) => {
      const message: ShellMessage = {
        type: 'event',
        event: { epoch: options.snapshot.epoch, seq: ++seq, event },
      };
      await page.evaluate(
        (sent) => (globalThis as unknown as { send: (message: unknown) => void }).send(JSON.parse(sent)),
        JSON.stringify(message),
      );
    },
  };
}

/** Runs in the page, before its scripts. */
function exposeBridge(known: string): void {
  const { info, snapshot } = JSON.parse(known) as { info: AppInfo; snapshot: Snapshot };
  const listeners = new Set<(message: unknown) => void>();
  const outputs: Record<string, unknown> = { 'app.info': info, 'app.snapshot': snapshot };
  Object.assign(globalThis, {
    send: (message: unknown) => {
      for (const listener of listeners) listener(message);
    },
    hindcast: {
      platform: 'linux',
      subscribe: (listener: (message: unknown) => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      invoke: ({ op }: ApiRequest): Promise<ApiResponse> =>
        Promise.resolve(
          op in outputs
            ? { ok: true, output: outputs[op] }
            : { ok: false, error: { code: 'NOT_AVAILABLE', message: `${op} is not part of this test.` } },
        ),
    },
  });
  addEventListener(
    'securitypolicyviolation',
    ({ violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber }) => {
      // oxlint-disable-next-line no-console
      console.error(
        `policy: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}:${columnNumber}`,
      );
    },
  );
}
