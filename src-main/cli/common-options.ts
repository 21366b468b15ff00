import type { Command } from 'commander';
import { resolveHome, type Home } from '../services/home/home.ts';

/** Options that every command has, as commander gives them. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly home?: string;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document instead of text')
    .option(
      '--home <dir>',
      "where Hindcast keeps its files (default: HINDCAST_HOME, else the system's place)",
    );
}

export function homeOf(options: CommonOptions): Home {
  return resolveHome(options.home, process.env);
}
