import type { Page } from 'playwright-core';
import type { ShellBridge } from '../../src-core/api/shell-bridge.ts';
import type { LaunchedApplication } from '../electron-double/launch-application.ts';

/**
 * Looks at the window of an application as an attacker, and as a person would, and then closes it. Answers with all that
 * is wrong: nothing, for an application that is as it should be.
 */
export async function troublesOf(app: LaunchedApplication): Promise<string[]> {
  try {
    const page = await app.window();
    const troubles = [
      ...(await pageTroubles(page)),
      ...(await policyTroubles(page)),
      ...(await permissionTroubles(page)),
      ...(await preferenceTroubles(app)),
      ...(await newWindowTroubles(app, page)),
      ...(await navigationTroubles(page)),
    ];
    const code = await app.close();
    return code === 0 ? troubles : [...troubles, `ended with exit code ${String(code)}`];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function pageTroubles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const scope = globalThis as unknown as Record<string, unknown>;
    const bridge = scope['hindcast'] as Record<string, unknown> | undefined;
    const shown = Object.keys(bridge ?? {}).toSorted();
    const reachable = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
      (name) => scope[name] !== undefined,
    );
    const answer = await (
      bridge?.['invoke'] as ((request: unknown) => Promise<{ ok: boolean }>) | undefined
    )?.({
      v: 1,
      op: 'app.info',
      input: {},
    }).catch((error: unknown) => ({ ok: false, error: String(error) }));
    return [
      ...(shown.join() === 'invoke,platform,subscribe'
        ? []
        : [`the page is shown ${shown.join() || 'nothing'}`]),
      ...(bridge === undefined || Object.isFrozen(bridge) ? [] : ['the page can change what it is shown']),
      ...reachable.map((name) => `the page reaches ${name}`),
      ...(isSecureContext ? [] : ['the page is no secure context']),
      ...(answer?.ok === true ? [] : ['the page gets no answers']),
    ];
  });
}

async function policyTroubles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const response = await fetch(location.href.split('#')[0] ?? '').catch(() => undefined);
    const policy = response?.headers.get('content-security-policy') ?? '';
    const violation = new Promise<boolean>((resolve) => {
      addEventListener('securitypolicyviolation', () => resolve(true), { once: true });
    });
    const script = document.createElement('script');
    script.textContent = 'document.documentElement.dataset.inline = "ran"';
    document.head.append(script);
    const didRun = document.documentElement.dataset['inline'] === 'ran';
    return [
      ...(response === undefined ? ['the page cannot fetch its own files'] : []),
      ...(/default-src 'none'.*script-src 'self'/.test(policy) ? [] : ['there is no policy']),
      ...(didRun ? ['a script in the page runs'] : (await violation) ? [] : ['no violation was told']),
    ];
  });
}

async function permissionTroubles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = ['notifications', 'geolocation', 'camera', 'microphone'];
    const states = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
    );
    return names.flatMap((name, index) => (states[index] === 'denied' ? [] : [`${name}: ${states[index]}`]));
  });
}

async function preferenceTroubles(app: LaunchedApplication): Promise<string[]> {
  const expected = { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true };
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (
      contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
  });
  return Object.entries(expected)
    .filter(([name, value]) => preferences[name] !== value)
    .map(([name]) => `${name} is ${String(preferences[name])}`);
}

async function newWindowTroubles(app: LaunchedApplication, page: Page): Promise<string[]> {
  const opened = await page.evaluate(async () => {
    const urls = ['https://example.invalid/', 'https://nodejs.org/en/download'];
    const windows = urls.filter((url) => window.open(url) !== null);
    // Answered after what came before it has been dealt with.
    const { hindcast } = globalThis as unknown as { hindcast?: ShellBridge };
    await hindcast?.invoke({ v: 1, op: 'app.info', input: {} }).catch(() => undefined);
    return windows;
  });
  const outside = await app.evaluate(({ shell }) => (shell as unknown as { opened: string[] }).opened);
  return [
    ...opened.map((url) => `a window was opened: ${url}`),
    ...(outside.join() === 'https://nodejs.org/en/download'
      ? []
      : [`opened outside: ${outside.join() || 'nothing'}`]),
  ];
}

async function navigationTroubles(page: Page): Promise<string[]> {
  const hostile = 'https://example.invalid/';
  const attempted = page.waitForEvent('requestfailed', (request) => request.url() === hostile);
  await page.evaluate((url) => {
    location.href = url;
  }, hostile);
  const reason = (await attempted).failure()?.errorText;
  // Any other failure comes from the network, which the page must not reach.
  return reason === 'net::ERR_ABORTED' ? [] : [`the page went to ${hostile}`];
}
