import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfCheckOutput } from '../support/self-check-output.ts';
import config from '../../electron-builder.config.ts';
import { fusesTroubles } from '../../scripts/build/package-fuses.ts';
import { minuteCandles, writeDayFile } from '../support/candle-files.ts';
import { hasPython } from '../support/run-replay.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runUnderDouble = join(root, 'e2e/electron-double/run-application.ts');

async function run(command: string, parameters: readonly string[]): Promise<string> {
  const child = spawn(command, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (status !== 0)
    throw new Error(`${parameters.join(' ')} ended with ${String(status)}: ${output}${errors}`);
  return output;
}

/** Something with the outline of Electron, since the real one may not be here: what is tested is what goes into it. */
function writeFakeElectron(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  // The place where fuses are: a sign to find it by, the version of the wire, its length, a state for each fuse.
  const wire = Buffer.concat([
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101000110'),
  ]);
  writeFileSync(join(folder, 'electron'), wire);
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak']) {
    writeFileSync(join(folder, name), name);
  }
}

describe('the configuration of packages', () => {
  type Validate = (configuration: object, logger: { isEnabled: boolean }) => Promise<void>;
  const { validateConfiguration } = createRequire(import.meta.url)(
    'app-builder-lib/out/util/config/config.js',
  ) as { validateConfiguration: Validate };

  it('is one that electron-builder accepts', async () => {
    await validateConfiguration(config, { isEnabled: false });
  });

  it('would be refused with a name that electron-builder does not know', async () => {
    const misspelt = { ...config, electronFuse: {} };
    await expect(validateConfiguration(misspelt, { isEnabled: false })).rejects.toThrow('electronFuse');
  });

  it('makes the packages that people on each system expect', () => {
    expect([config.linux?.target, config.win?.target, config.mac?.target]).toEqual([
      ['AppImage', 'deb'],
      ['nsis'],
      ['dmg'],
    ]);
    expect(config.npmRebuild).toBe(false);
  });
});

describe.skipIf(process.platform !== 'linux')('a package', { timeout: 120_000 }, () => {
  let folder: string;
  let resources: string;
  let contents: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hindcast-package-'));
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string };
    };
    const electron = join(folder, 'electron');
    writeFakeElectron(electron, manifest.devDependencies.electron);
    const packed = join(folder, 'packed');
    await run(process.execPath, [
      join(root, 'node_modules/electron-builder/cli.js'),
      '--dir',
      '--linux',
      '--config=electron-builder.config.ts',
      `-c.electronDist=${electron}`,
      `-c.directories.output=${packed}`,
    ]);
    const arch = process.arch === 'x64' ? '' : `-${process.arch}`;
    resources = join(packed, `linux${arch}-unpacked`, 'resources');
    contents = join(folder, 'contents');
    const asar = join(root, 'node_modules/.bin/asar');
    await run(asar, ['extract', join(resources, 'app.asar'), contents]);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has its fuses set; one that has not is noticed', async () => {
    expect(await fusesTroubles(join(resources, '..', 'hindcast'))).toEqual([]);
    expect(await fusesTroubles(join(folder, 'electron', 'electron'))).toContain(
      'The fuse RunAsNode is not set as it should be.',
    );
  });

  it('keeps outside the archive what the system or another program opens', () => {
    const unpacked = `${resources}/app.asar.unpacked`;
    const platform = `${process.platform}-${process.arch}`;
    for (const file of [
      `node_modules/@duckdb/node-bindings-${platform}/duckdb.node`,
      `node_modules/@duckdb/node-bindings-${platform}/libduckdb.so`,
      `node_modules/better-sqlite3/prebuilds/${platform}.node`,
      'resources/python/hindcast_host.py',
    ]) {
      expect(existsSync(join(unpacked, file)), file).toBe(true);
    }
  });

  it('carries what was compiled for this platform only, and no Node', () => {
    const modules = join(contents, 'node_modules');
    expect(readdirSync(join(modules, 'better-sqlite3/prebuilds'))).toEqual([
      `${process.platform}-${process.arch}.node`,
    ]);
    expect(readdirSync(join(modules, '@duckdb')).filter((name) => name.startsWith('node-bindings-'))).toEqual(
      [`node-bindings-${process.platform}-${process.arch}`],
    );
    expect(
      readdirSync(modules).filter((name) => /^(node-(linux|win)|electron|react|vite|typescript)/.test(name)),
    ).toEqual([]);
  });

  it('passes its own check', async () => {
    const output = await run(process.execPath, [
      runUnderDouble,
      '{"faults":[]}',
      join(contents, 'out/main/main.js'),
      '--self-check',
      `--home=${join(folder, 'home')}`,
    ]);
    expect(output).toBe(selfCheckOutput);
  });

  it.each(hasPython() ? ['mean-reversion.ts', 'mean_reversion.py'] : ['mean-reversion.ts'])(
    'runs a backtest of %s',
    async (model) => {
      const feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;
      const day = '2026-01-15';
      const home = join(folder, `home-${model}`);
      await writeDayFile({ root: join(home, 'cache'), feed, day, candles: minuteCandles(day, 240) });
      const spec = join(folder, `${model}.json`);
      const path = join(contents, 'examples/models', model);
      writeFileSync(
        spec,
        JSON.stringify({ kind: 'replay', name: model, model: { path }, feed, start: day, end: day }),
      );
      const cli = join(contents, 'out/main/cli.js');
      const output = await run(process.execPath, [cli, 'run', spec, '--home', home, '--json']);
      expect(JSON.parse(output)).toMatchObject({ state: 'completed' });
    },
  );

  it('D13 has the page of the coordinator with it', async () => {
    const coordinator = spawn(
      process.execPath,
      [
        join(contents, 'out/main/cli.js'),
        'coordinator',
        'serve',
        '--json',
        '--port=0',
        `--home=${join(folder, 'coordinator-home')}`,
        `--config=${join(contents, 'examples/coordinator/feeds.json')}`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    try {
      const [line] = (await once(createInterface(coordinator.stdout), 'line')) as [string];
      const { url } = JSON.parse(line) as { url: string };
      const page = await (await fetch(url)).text();
      const files = [...page.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g)].map(([, file]) => file);
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) expect([file, (await fetch(`${url}${file}`)).status]).toEqual([file, 200]);
    } finally {
      coordinator.kill('SIGTERM');
      await once(coordinator, 'exit');
    }
  });
});
