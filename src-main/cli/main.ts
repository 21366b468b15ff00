import { CommanderError } from 'commander';
import { exitCodeOf, HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { fileError } from './file-error.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs the command line and ends the process with its exit status. */
export async function main(argv: readonly string[]): Promise<never> {
  // Whoever reads the output may have read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 4));
  const status = await run(argv);
  // What is still on its way to a pipe would be lost by exit().
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(status);
}

async function run(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const isHelp = error instanceof CommanderError && error.code === 'commander.help';
    if (isHelp && !argv.includes('--json')) return exitCodeOf('BAD_INPUT');
    const known = error instanceof CommanderError ? usageError(error) : (fileError(error) ?? error);
    reportError(known, { json: argv.includes('--json') });
    return exitCodeOf(known instanceof HindcastError ? known.code : 'INTERNAL');
  }
}

/** Commander's complaints in the form of every other error. */
function usageError(error: CommanderError): HindcastError {
  if (error.code === 'commander.help') {
    return new HindcastError('BAD_INPUT', 'Say which command to run; --help lists them.');
  }
  const sentence = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const first = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return new HindcastError(
    'BAD_INPUT',
    `${/[.?)]$/.test(first) ? first : `${first}.`} --help shows the usage.`,
  );
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
