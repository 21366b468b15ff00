import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

const entry = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

export interface CommandResult {
  readonly status: number;
  /** What it printed with `--json`. */
  readonly output: string;
  readonly errors: string;
}

/** Runs `hindcast` as a user would, as a process of its own, with `--json` and the demo's home. */
export async function runHindcast(home: string, parameters: readonly string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [entry, ...parameters, '--json', '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { status: status ?? 1, output, errors };
}

/** The same for a command that has to succeed; gives the document that it printed. */
export async function hindcast(home: string, parameters: readonly string[]): Promise<unknown> {
  const { status, output, errors } = await runHindcast(home, parameters);
  if (status !== 0) {
    throw new HindcastError(
      'INTERNAL',
      `hindcast ${parameters.join(' ')} ended with status ${status}: ${errors.trim().split('\n').at(-1)}`,
    );
  }
  return JSON.parse(output);
}
