#!/usr/bin/env node
// Starts the command line with a Node that can run it. Plain JavaScript that older versions of Node read too.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import module from 'node:module';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The Node 24 that comes as an optional dependency of this project. */
function bundledNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
}

/** Where compiled code is kept between runs; the folder is the user's own, since code is run from it. */
function compileCacheFolder() {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'hindcast', 'compiled');
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'hindcast', 'compiled');
  }
  return join(process.env.XDG_CACHE_HOME || join(home, '.cache'), 'hindcast', 'compiled');
}

/** Whether `out/main` was built from the files that are here now, by size and time; it starts sooner than they do. */
function isBuilt() {
  try {
    const { files } = JSON.parse(readFileSync(join(root, 'out', 'main', 'built-from.json'), 'utf8'));
    return files.every(([path, size, changed]) => {
      // Put together by hand: for some hundred paths, join() takes as long as looking at the files.
      const now = statSync(`${root}/${path}`);
      return now.size === size && now.mtimeMs === changed;
    });
  } catch {
    return false;
  }
}

async function start() {
  process.env.NODE_COMPILE_CACHE ??= compileCacheFolder();
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(isBuilt() ? '../out/main/cli.js' : '../src-main/cli/cli-process.ts');
}

function startWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The child decides when to end; a terminal sends it the signal too, and it takes both for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

// Present and true where Node runs TypeScript without a flag: 22.18 and later.
if (process.features.typescript) {
  await start();
} else if (existsSync(bundledNode()) && process.execPath !== bundledNode()) {
  startWith(bundledNode());
} else {
  process.stderr.write(
    `Hindcast needs Node 22.18 or later; this is ${process.version}. Install one from nodejs.org.\n`,
  );
  process.exitCode = 2;
}
