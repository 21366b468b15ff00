import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../tests/support/chromium.ts';
import { launchDesktop } from './launch-desktop.ts';
import { troublesOf } from './window-checks.ts';

interface Fault {
  readonly name: string;
  readonly find: string;
  readonly replace: string;
  readonly found: RegExp;
}

/** Mistakes that a change of the shell could bring, planted into the built application. */
const faults: readonly Fault[] = [
  {
    name: 'the window is never shown',
    find: '!window.isVisible()) window.show()',
    replace: '!window.isVisible()) undefined',
    found: /showed no window/,
  },
  {
    name: 'the scheme is not secure',
    find: 'secure: true',
    replace: 'secure: false',
    found: /no secure context/,
  },
  {
    name: 'the scheme is no standard one',
    find: 'standard: true',
    replace: 'standard: false',
    found: /cannot fetch|gets no answers/,
  },
  {
    name: 'the scheme does not do for fetch',
    find: 'supportFetchAPI: true',
    replace: 'supportFetchAPI: false',
    found: /cannot fetch its own files/,
  },
  {
    name: 'the application never quits',
    find: 'this.#parts.app.quit()',
    replace: 'undefined',
    found: /did not quit/,
  },
  {
    name: 'the page shares a world with the preload script',
    find: 'contextIsolation: true',
    replace: 'contextIsolation: false',
    found: /contextIsolation is false/,
  },
  {
    name: 'the sandbox is off',
    find: 'sandbox: true',
    replace: 'sandbox: false',
    found: /sandbox is false/,
  },
  {
    name: 'the policy is dropped',
    find: '"content-security-policy": contentSecurityPolicy',
    replace: '"x-none": "none"',
    found: /there is no policy/,
  },
  {
    name: 'permissions are left to Electron',
    find: 'denyPermissions(session.defaultSession);',
    replace: '',
    found: /geolocation: granted/,
  },
  {
    name: 'pages may go anywhere',
    find: 'guardWebContents(app, shell);',
    replace: '',
    found: /the page went to/,
  },
  {
    name: 'calls of the page are refused',
    find: 'senderFrame.parent === null',
    replace: 'senderFrame.parent !== null',
    found: /gets no answers/,
  },
  {
    name: 'the entry waits for Electron, which waits for the entry',
    find: 'function fail(error) {',
    replace: 'await app.whenReady();\nfunction fail(error) {',
    found: /has ended/,
  },
];

describe.skipIf(chromiumPath === undefined)('a faulty shell', () => {
  it.each(faults)('is found out: $name', { timeout: 60_000 }, async ({ find, replace, found }) => {
    const { app } = launchDesktop({
      faults: [{ file: '/out/main/main.js', find, replace }],
      patienceMilliseconds: 4000,
    });
    expect((await troublesOf(app)).join('\n')).toMatch(found);
  });
});
