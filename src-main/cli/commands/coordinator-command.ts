import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  fromErrorEnvelope,
  HindcastError,
  type ErrorEnvelope,
} from '../../../src-core/errors/hindcast-error.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';

export interface ServeOptions extends CommonOptions {
  readonly config: string;
  readonly data?: string;
  readonly port: string;
  readonly host: string;
  /** Such as `downloads=8`. */
  readonly limit?: readonly string[];
}

const entry = fileURLToPath(new URL('../../../src-coordinator/coordinator-process.ts', import.meta.url));

/** `hindcast coordinator serve`: runs the reference coordinator until it is told to stop. */
export async function serveCoordinator(options: ServeOptions): Promise<void> {
  const data = options.data ?? join(homeOf(options).root, 'coordinator');
  const child = spawn(
    process.execPath,
    // It ends with this process, however that ends: the pipe to its standard input closes.
    [
      entry,
      '--exit-with-stdin',
      `--config=${options.config}`,
      `--data=${data}`,
      `--port=${options.port}`,
      `--host=${options.host}`,
      ...(options.limit ?? []).map((limit) => `--limit=${limit}`),
    ],
    { stdio: ['pipe', options.json === true ? 'inherit' : 'pipe', 'pipe'] },
  );
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  child.stdout?.setEncoding('utf8').once('data', (text: string) => {
    process.stdout.write(`The coordinator listens on ${urlOf(text)}. Ctrl-C stops it.\n`);
  });
  let lastLine = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastLine = text.trimEnd().split('\n').at(-1) ?? '';
    // The last line of one that failed is its error, which is told below.
    if (!isEnvelope(lastLine)) process.stderr.write(text);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0 || code === null) return;
  if (isEnvelope(lastLine)) throw fromErrorEnvelope(JSON.parse(lastLine) as ErrorEnvelope);
  throw new HindcastError('INTERNAL', `The coordinator ended with exit code ${code}.`);
}

function urlOf(text: string): string {
  return (JSON.parse(text) as { url: string }).url;
}

function isEnvelope(line: string): boolean {
  return line.startsWith('{"code":');
}
