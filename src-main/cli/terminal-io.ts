import type { CommandIo } from './command-io.ts';
import type { CommonOptions } from './common-options.ts';
import { commandStep, progressDisplay } from './progress-display.ts';

/** The terminal, or what stands in its place, for commands that are done at once. */
export function terminalIo(options: CommonOptions): CommandIo {
  return {
    json: options.json ?? false,
    out: (text) => void process.stdout.write(text),
    progress: () => undefined,
  };
}

/** Runs a command that takes a while, with its progress on stderr. */
export async function withProgress(
  options: CommonOptions,
  run: (io: CommandIo) => Promise<void>,
): Promise<void> {
  const display = await progressDisplay(process.stderr);
  const io = terminalIo(options);
  try {
    await run({
      ...io,
      // The result must not be written over a bar.
      out: (text) => {
        display.stop();
        io.out(text);
      },
      progress: (update) => display.show(commandStep(update)),
    });
  } finally {
    display.stop();
  }
}
