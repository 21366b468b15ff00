import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Check } from '../../../src-core/api/contract/app.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { checkDisk, checkHome } from '../../services/checkup/home-checks.ts';
import { checkPython } from '../../services/checkup/python-check.ts';
import { workerEntries } from '../../services/processes/worker-entries.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';

const run = promisify(execFile);
const childTimeoutMilliseconds = 20_000;
/** In a build this address is that of the worker's bundle, else that of its TypeScript. */
const isBuilt = !workerEntries.job.pathname.endsWith('.ts');

/** `hindcast doctor`: looks at everything that a run needs; fails when something necessary is missing. */
export async function doctorCommand(options: CommonOptions): Promise<void> {
  const home = homeOf(options);
  const checks = [
    {
      name: 'hindcast',
      status: 'ok',
      detail: `${hindcastVersion()}, ${isBuilt ? 'built' : 'from its sources'}`,
    } as const,
    {
      name: 'node',
      status: 'ok',
      detail: `${process.version} on ${process.platform} ${process.arch}`,
    } as const,
    checkHome(home),
    ...(await Promise.all([checkDisk(home), checkSqlite(), checkDuckDb(), checkPython('')])),
  ];
  const failed = checks.filter((check) => check.status === 'failed');
  const document = { healthy: failed.length === 0, home: home.root, checks };
  writeResult(terminalIo(options), document, () =>
    alignColumns(checks.map((check) => [check.status, check.name, check.detail])),
  );
  if (failed.length > 0) {
    throw new HindcastError(
      'INTERNAL',
      `Not ready to run: ${failed.map((check) => check.name).join(', ')}.`,
      {
        details: { failed },
      },
    );
  }
}

function hindcastVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Native modules load in a process of their own, since a wrong one ends the process that loads it. */
async function checkNativeModule(name: Check['name'], module: string, script: string): Promise<Check> {
  try {
    const code = `const loaded = await import(${JSON.stringify(import.meta.resolve(module))}); ${script}`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
      timeout: childTimeoutMilliseconds,
    });
    return { name, status: 'ok', detail: stdout.trim() };
  } catch (error) {
    const reason =
      (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (error as Error).message;
    return { name, status: 'failed', detail: `${module} does not load: ${reason}` };
  }
}

function checkSqlite(): Promise<Check> {
  const script = `const database = new loaded.default(':memory:');
    console.log('SQLite ' + database.prepare('SELECT sqlite_version()').pluck().get());`;
  return checkNativeModule('sqlite', 'better-sqlite3', script);
}

function checkDuckDb(): Promise<Check> {
  return checkNativeModule('duckdb', '@duckdb/node-api', `console.log('DuckDB ' + loaded.version());`);
}
