import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { LaunchedApplication, type LaunchSettings } from '../electron-double/launch-application.ts';
import type { InputOf, OperationName, OutputOf } from '../../src-core/api/contract.ts';
import { apiVersion } from '../../src-core/api/api-version.ts';
import type { ApiRequest } from '../../src-core/api/envelope.ts';
import type { ShellBridge, ShellMessage } from '../../src-core/api/shell-bridge.ts';

/** The page's globals that tests use. */
interface BridgedPage {
  hindcast: ShellBridge;
  heard: ShellMessage[];
}

export interface Desktop {
  readonly app: LaunchedApplication;
  readonly home: string;
}

/** A folder for a home, deleted when the running test ends. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'hindcast-desktop-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

/** Starts the built application under the double, on a home of its own; it is ended with the running test. */
export function launchDesktop(settings: LaunchSettings & { home?: string } = {}): Desktop {
  const home = settings.home ?? temporaryHome();
  const app = new LaunchedApplication({
    ...settings,
    parameters: ['--home', home, ...(settings.parameters ?? [])],
  });
  onTestFinished(() => app.kill());
  return { app, home };
}

/** Calls the API as the page does. */
export async function callFromPage<Name extends OperationName>(
  page: Page,
  op: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  const request: ApiRequest = { v: apiVersion, op, input };
  const response = await page.evaluate(
    (given) => (globalThis as unknown as BridgedPage).hindcast.invoke(given as ApiRequest),
    request as object,
  );
  if (!response.ok) throw new Error(`${response.error.code}: ${response.error.message}`);
  return response.output as OutputOf<Name>;
}

/** Keeps what the shell tells this page from now on, for {@link heardBy}. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as BridgedPage;
    scope.heard = [];
    scope.hindcast.subscribe((message) => scope.heard.push(message));
  });
}

/** Waits until the shell has told the page of a job in this state. */
export async function jobReaches(page: Page, jobId: string, state: string): Promise<void> {
  await page.waitForFunction(
    ([id, wanted]) =>
      (globalThis as unknown as BridgedPage).heard.some(
        (message) =>
          message.type === 'event' &&
          message.event.event.type === 'job' &&
          message.event.event.job.jobId === id &&
          message.event.event.job.state === wanted,
      ),
    [jobId, state],
  );
}

/** Waits until the shell has told the page that this job is at its work: its process has loaded everything. */
export async function jobIsSimulating(page: Page, jobId: string): Promise<void> {
  await page.waitForFunction(
    (id) =>
      (globalThis as unknown as BridgedPage).heard.some(
        (message) =>
          message.type === 'event' &&
          message.event.event.type === 'progress' &&
          message.event.event.jobId === id &&
          message.event.event.progress.phase === 'simulating',
      ),
    jobId,
  );
}
