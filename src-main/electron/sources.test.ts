import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { launchOptions } from './launch-options.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = globSync('*.ts', { cwd: folder })
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

function mentioning(words: RegExp): string[] {
  return sources.filter(({ text }) => words.test(text)).map(({ name }) => name);
}

describe('the sources of the shell', () => {
  it('switch no protection off', () => {
    const weakened =
      /(webSecurity|contextIsolation|sandbox): false|(nodeIntegration\w*|webviewTag|experimentalFeatures|allowRunningInsecureContent): true|enableBlinkFeatures|bypassCSP|no-sandbox|disable-web-security/;
    expect(sources.length).toBeGreaterThan(15);
    expect(mentioning(weakened)).toEqual([]);
  });

  it('open nothing of the system but links that may be opened', () => {
    expect(mentioning(/openPath|loadFile|executeJavaScript|file:\/\//)).toEqual([]);
    expect(mentioning(/openExternal\(/)).toEqual(['external-links.ts']);
  });

  it('handle calls of the page in one place', () => {
    expect(mentioning(/ipcMain\.(handle|on)/)).toEqual(['validated-ipc.ts']);
    expect(mentioning(/ipcRenderer/)).toEqual(['preload.ts']);
  });

  it('show the page little', () => {
    const preload = sources.find(({ name }) => name === 'preload.ts')?.text ?? '';
    expect(preload.split('\n').length).toBeLessThanOrEqual(60);
    expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
  });

  it('wait for nothing at the top of the entry: Electron gets ready only after it has run', () => {
    const entry = sources.find(({ name }) => name === 'main.ts')?.text ?? '';
    expect(entry).not.toMatch(/^await |^const .*= await /m);
  });
});

describe('the arguments', () => {
  it('are read, and those of Chromium are left alone', () => {
    expect(launchOptions(['.', '--no-zygote', '--home', '/home/x', '--self-check'])).toEqual({
      home: '/home/x',
      selfCheck: true,
      devTools: false,
    });
    expect(launchOptions([])).toEqual({ home: undefined, selfCheck: false, devTools: false });
    expect(launchOptions(['--home'])).toMatchObject({ home: undefined });
  });
});
