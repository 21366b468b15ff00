import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type {
  BudgetOptions,
  CoordinatorOptions,
  FeedOptions,
  ImportOptions,
  PullOptions,
  QuarantineOptions,
  RangeOptions,
  RemoveOptions,
} from './commands/data-commands.ts';
import type { ExportCandlesOptions, ResampleOptions } from './commands/candle-file-commands.ts';
import type { ServeOptions } from './commands/serve-command.ts';
import type { ChallengeCheckOptions } from './commands/challenge-command.ts';
import { withCommonOptions, type CommonOptions } from './common-options.ts';
import { addJobs } from './jobs-program.ts';

/**
 * The commands and their options. What a command does is loaded when it is asked for, so that none pays for another.
 * Errors are thrown, not printed; see main.ts.
 */
export function buildProgram(): Command {
  const program = new Command('hindcast')
    .description('Offline backtesting of forecasting models, with the numbers production would have given')
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    // Errors are told by main.ts; what is left is help that was shown for want of a command.
    .configureOutput({
      writeErr: (text) => {
        if (text.startsWith('Usage:')) process.stderr.write(text);
      },
    })
    .exitOverride();
  addData(program);
  addRun(program);
  addJobs(program);
  addResults(program);
  addServe(program);
  addCoordinator(program);
  addChallenge(program);
  addTools(program);
  return program;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function addData(program: Command): void {
  const data = program.command('data').description('the candles on this machine').helpCommand(false);
  const load = () => import('./commands/data-commands.ts');
  const feed = [
    '--feed <feed>',
    'SOURCE/SUBJECT/KIND/GRANULARITY, for example binance/BTCUSDT/candle/1m',
  ] as const;
  const coordinator = [
    '--coordinator <url>',
    'address (default: COORDINATOR_URL, else http://127.0.0.1:8000)',
  ] as const;
  const keyHelp = '\nA key that the coordinator asks for is taken from HINDCAST_API_KEY.';
  withCommonOptions(data.command('index'))
    .description('show what a coordinator offers; with --feed, day by day')
    .option(...coordinator)
    .option(...feed)
    .addHelpText('after', keyHelp)
    .action(async (options: CoordinatorOptions & FeedOptions) => (await load()).indexData(options));
  withCommonOptions(data.command('pull'))
    .description('fetch candles from a coordinator; what is here already is not fetched again')
    .option(...coordinator)
    .requiredOption(...feed)
    .requiredOption('--from <date>', 'first day, UTC, YYYY-MM-DD')
    .requiredOption('--to <date>', 'last day, UTC, included')
    .option('--refresh', 'fetch again what is here already')
    .option('--limit-rate <rate>', 'bytes a second at most: 500k, 2.5M (default: as the settings say)')
    .option('--concurrency <count>', 'files at once (default: 8)')
    .option('--file-timeout <seconds>', 'time for one file (default: by its size, two minutes at least)')
    .option('--timeout <seconds>', 'time for all (default: none); what came is kept')
    .addHelpText('after', keyHelp)
    .action(async (options: PullOptions) => (await load()).pullData(options));
  withCommonOptions(data.command('import'))
    .description('bring in a file of your own: of an exchange, of freqtrade, or any CSV or Parquet file')
    .argument('<file>', 'CSV, Parquet or freqtrade JSON, or a ZIP or gzip archive of one')
    .option(...feed)
    .option('--source <name>', 'where it comes from, when the name of the file tells the rest of the feed')
    .option('--dry-run', 'show how the file is understood and which days it has, and write nothing')
    .option(
      '--column <field=name>',
      'which column is what, once for each: close=Last, time=Date+Time, volume= for none',
      (value: string, before: readonly string[] | undefined) => before?.concat(value) ?? [value],
    )
    .option('--delimiter <name>', 'comma, semicolon, tab or pipe (default: as found in the file)')
    .option('--time-zone <zone>', 'zone of times that name none, for example Europe/Zurich (default: UTC)')
    .option('--time-format <format>', 'how times are written, for example "%m/%d/%Y %H:%M"')
    .option('--decimal-comma', 'numbers have a comma where others have a point')
    .option('--skip-bad-rows', 'leave out rows that cannot be read instead of refusing the file')
    .action(async (file: string, options: ImportOptions) => (await load()).importData(file, options));
  const loadFiles = () => import('./commands/candle-file-commands.ts');
  withCommonOptions(data.command('export'))
    .description('write candles that are here into a CSV or Parquet file')
    .argument('<feed>', feed[1])
    .requiredOption('--format <format>', 'csv (time,open,high,low,close,volume) or parquet (as it is stored)')
    .requiredOption('--out <path>', 'file to write')
    .option('--from <date>', 'first day or time to write, UTC (default: the first that is here)')
    .option('--to <date>', 'last day or time to write, UTC, included (default: the last that is here)')
    .option('--epoch-ms', 'write times as milliseconds since the epoch instead of 2022-01-03T00:00:00Z')
    .action(async (name: string, options: ExportCandlesOptions) =>
      (await loadFiles()).exportData(name, options),
    );
  withCommonOptions(data.command('resample'))
    .description('put candles together to a longer period, as a feed of its own, marked as derived')
    .argument('<feed>', feed[1])
    .requiredOption('--granularity <period>', 'period to make, such as 5m, 15m, 1h, 4h or 1d')
    .option('--from <date>', 'first day, UTC, YYYY-MM-DD (default: the first that is here)')
    .option('--to <date>', 'last day, UTC, included (default: the last that is here)')
    .option('--replace', 'also replace days that came from elsewhere')
    .action(async (name: string, options: ResampleOptions) =>
      (await loadFiles()).resampleData(name, options),
    );
  withCommonOptions(data.command('list'))
    .description('show which days are here, how full they are, and the room they take')
    .option(...feed)
    .action(async (options: FeedOptions) => (await load()).listData(options));
  withCommonOptions(data.command('check'))
    .description('show how full the days of a feed are, and what is odd about their candles')
    .argument('<feed>', 'SOURCE/SUBJECT/KIND/GRANULARITY')
    .option('--from <date>', 'first day or time, UTC (default: the first day that is here)')
    .option('--to <date>', 'last day or time, UTC, included (default: the last day that is here)')
    .action(async (path: string, options: RangeOptions) => (await load()).checkData(path, options));
  withCommonOptions(data.command('verify'))
    .description('read and hash every candle file')
    .option(...feed)
    .option('--quarantine', 'move damaged files away, so that the next pull fetches them again')
    .action(async (options: FeedOptions) => (await load()).verifyData(options));
  withCommonOptions(data.command('quarantine'))
    .description('list damaged candle files, fetch their days again, or delete them')
    .option(...feed)
    .option('--day <date>', 'only files of this day, UTC, YYYY-MM-DD')
    .addOption(new Option('--refetch', 'fetch the days again, each from where it came').conflicts('delete'))
    .option('--delete', 'delete the files')
    .option(...coordinator)
    .addHelpText('after', keyHelp)
    .action(async (options: QuarantineOptions) => (await load()).quarantineData(options));
  withCommonOptions(data.command('budget'))
    .description('show or set how much room candles may take; the longest unused days go first')
    .argument('[size]', 'such as 500M, 20G or none; what results and jobs are pinned to stays in any case')
    .option('--dry-run', 'show what the size would do, and change nothing')
    .action(async (size: string | undefined, options: BudgetOptions) =>
      (await load()).budgetData(size, options),
    );
  withCommonOptions(data.command('offline'))
    .description(
      'show or set whether Hindcast stays offline, so that nothing is connected to even when asked',
    )
    .argument('[state]', 'on or off; HINDCAST_OFFLINE=1 does the same for one command')
    .action(async (state: string | undefined, options: CommonOptions) =>
      (await load()).offlineData(state, options),
    );
  withCommonOptions(data.command('remove'))
    .description('delete candle files of a feed: all days, or those of a range')
    .requiredOption(...feed)
    .option('--from <date>', 'first day to delete, UTC, YYYY-MM-DD (default: the first that is here)')
    .option('--to <date>', 'last day to delete, UTC, included (default: the last that is here)')
    .action(async (options: RemoveOptions) => (await load()).removeData(options));
}

function addRun(program: Command): void {
  withCommonOptions(program.command('run'))
    .description('run a job spec and print its result')
    .argument('<spec>', 'job spec, a JSON file; "hindcast schema" says what it may hold')
    .option('--force', 'run again even when the same job has a result')
    .option(
      '--check-lookahead',
      'also alter candles after sampled times: predictions up to them must not move',
    )
    .action(async (spec: string, options: object) => {
      const { runCommand } = await import('./commands/run-command.ts');
      await runCommand(spec, options);
    });
}

function addResults(program: Command): void {
  withCommonOptions(program.command('export'))
    .description('write the result of a job to a file')
    .argument('<jobs...>', 'job id, or its first characters; several for one html report on all')
    .requiredOption('--format <format>', 'csv (predictions), json (summary and charts) or html (report)')
    .requiredOption('--out <path>', 'file to write')
    .action(async (ids: string[], options: { format: string; out: string }) => {
      const { exportCommand } = await import('./commands/export-command.ts');
      await exportCommand(ids, options);
    });
  withCommonOptions(program.command('verify'))
    .description('run a job again on the data it was pinned to, and compare')
    .argument('<job>', 'job id, or its first characters')
    .action(async (id: string, options: object) => {
      const { verifyCommand } = await import('./commands/verify-command.ts');
      await verifyCommand(id, options);
    });
}

function addServe(program: Command): void {
  withCommonOptions(program.command('serve'))
    .description('open Hindcast in a browser of this machine, or of another that forwards its port')
    .option('--port <number>', 'port to listen on, 0 for any', '0')
    .option('--open', 'open the browser')
    .option(
      '--folder <dir...>',
      'folders that models and candle files may be chosen from, beside the settings',
    )
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import('./commands/serve-command.ts');
      await serveCommand(options);
    });
}

function addCoordinator(program: Command): void {
  const coordinator = program
    .command('coordinator')
    .description('the reference coordinator')
    .helpCommand(false);
  withCommonOptions(coordinator.command('serve'))
    .description('serve backfilled candles over HTTP')
    .requiredOption('--config <file>', 'feeds file: what to offer and where it comes from')
    .option('--data <dir>', 'where it keeps its data (default: coordinator, in the home)')
    .option('--port <number>', 'port to listen on, 0 for any', '8000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--limit <name=count>',
      'a limit in place of that in the feeds file, once for each: connections, downloads, body_bytes, ' +
        'header_bytes, header_seconds, request_seconds, stalled_seconds',
      (value: string, before: readonly string[] | undefined) => before?.concat(value) ?? [value],
    )
    .action(async (options: { config: string; port: string; host: string; limit?: string[] }) => {
      const { serveCoordinator } = await import('./commands/coordinator-command.ts');
      await serveCoordinator(options);
    });
}

function addChallenge(program: Command): void {
  const challenge = program.command('challenge').description('what a competition fixes').helpCommand(false);
  withCommonOptions(challenge.command('check'))
    .description('dry-run scorer and model on a handful of made-up candles')
    .argument('<file>', 'challenge.json, or "starter"')
    .requiredOption('--model <path>', 'model to try it with')
    .option('--export <name>', 'which export of the file is the model')
    .option('--python <path>', 'Python interpreter or virtual environment')
    .action(async (file: string, options: ChallengeCheckOptions) => {
      const { checkChallengeCommand } = await import('./commands/challenge-command.ts');
      await checkChallengeCommand(file, options);
    });
}

function addTools(program: Command): void {
  withCommonOptions(program.command('doctor'))
    .description('check that everything a run needs is there')
    .action(async (options: object) => {
      const { doctorCommand } = await import('./commands/doctor-command.ts');
      await doctorCommand(options);
    });
  withCommonOptions(program.command('schema'))
    .description('print the JSON Schema of job specs, or write it to a file')
    .option('--out <path>', 'file to write')
    .action(async (options: object) => {
      const { schemaCommand } = await import('./commands/schema-command.ts');
      await schemaCommand(options);
    });
}
