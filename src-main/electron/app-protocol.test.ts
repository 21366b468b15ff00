import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../src-core/api/content-security-policy.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { appProtocolHandler, isAppUrl, resolveAppFile, startPage } from './app-protocol.ts';

const folder = join(process.cwd(), 'out', 'renderer');

/** What attackers of path handling write, and what is harmless beside it. */
const tricks =
  '.. . ... a assets %2e%2e %2E. .%2e %252e%252e ..%2f %2f %5c ..%5c %00 a%00.html ~ // % %zz ? # \\ ..\\ C: c:\\windows \u2215 %c0%ae%c0%ae';
const segment = fc.constantFrom('', ...tricks.split(' '));
const requestUrl = fc
  .tuple(
    fc.constantFrom(
      'app://bundle',
      'app://bundle:80',
      'app://BUNDLE',
      'app://user@bundle',
      'app://evil',
      'app:',
    ),
    fc.array(fc.oneof(segment, fc.string({ maxLength: 8 })), { maxLength: 8 }),
    fc.constantFrom('/', '\\', '//'),
  )
  .map(([origin, segments, separator]) => `${origin}/${segments.join(separator)}`);

describe('files of the application', () => {
  it('are inside its folder, whatever is asked for', () => {
    fc.assert(
      fc.property(requestUrl, (url) => {
        const file = URL.canParse(url) ? resolveAppFile(folder, url) : undefined;
        if (file === undefined) return;
        const inside = relative(folder, file);
        expect(inside).not.toBe('');
        expect(inside.split(/[\\/]/)).not.toContain('..');
        expect(join(folder, inside)).toBe(file);
        expect(file).not.toMatch(/[\0\\:]/);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/%2e%2e/%2e%2e/etc/passwd',
    'app://bundle/..%5c..%5cwindows',
    'app://bundle/C:/windows/system.ini',
    'app://bundle/%00',
    'app://bundle/%E0%A4%A',
    'app://bundle/',
    'app://other/index.html',
    'file:///etc/passwd',
    'https://bundle/index.html',
  ])('are not found at %s', (url) => {
    const file = resolveAppFile(folder, url);
    if (file !== undefined) expect(relative(folder, file)).toMatch(/^[^.]/);
    else expect(file).toBeUndefined();
  });

  it('does not take a folder beside it for itself', () => {
    expect(resolveAppFile(folder, 'app://bundle/..%2Frenderer-evil/x')).toBeUndefined();
  });

  it('are found by their path', () => {
    expect(resolveAppFile(folder, startPage)).toBe(join(folder, 'index.html'));
    expect(resolveAppFile(folder, 'app://bundle/assets/a%20b.js?x=1')).toBe(join(folder, 'assets', 'a b.js'));
  });
});

describe('the answer to a request', () => {
  async function answerTo(url: string, method = 'GET'): Promise<Response> {
    const root = temporaryFolder();
    mkdirSync(join(root, 'assets'));
    writeFileSync(join(root, 'index.html'), '<p>');
    writeFileSync(join(root, 'assets', 'app.js'), '1');
    return appProtocolHandler(root)(new Request(url, { method }));
  }

  it.each([
    ['index.html', 'text/html; charset=utf-8', '<p>'],
    ['assets/app.js', 'text/javascript; charset=utf-8', '1'],
  ])('for %s holds the file and its type', async (path, type, text) => {
    const response = await answerTo(`app://bundle/${path}`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      type,
      text,
    ]);
  });

  it.each(['index.html', 'nothing.html'])('for %s carries the policy', async (path) => {
    const { headers } = await answerTo(`app://bundle/${path}`);
    expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is 404 for what is not there, for a folder, and for what is not read', async () => {
    const responses = await Promise.all([
      answerTo('app://bundle/nothing.html'),
      answerTo('app://bundle/assets'),
      answerTo('app://bundle/index.html', 'POST'),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

describe('the policy', () => {
  it('lets nothing in from elsewhere, and runs nothing that is written into the page', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; /);
    expect(contentSecurityPolicy).not.toMatch(/unsafe|http|\*|frame-src (?!'none')/);
  });
});

describe('a URL', () => {
  it.each([
    ['app://bundle/index.html#/queue', true],
    ['app://bundle.evil/', false],
    ['app://bundle@evil/', false],
    ['https://bundle/', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('%s is of the application: %s', (url, expected) => {
    expect(isAppUrl(url)).toBe(expected);
  });
});
