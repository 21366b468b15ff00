import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { exitCodeOf, HindcastError, toErrorEnvelope } from '../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../src-core/feed/feed.ts';
import { formatCount, formatSeconds } from '../src-core/result/format-figure.ts';
import { dayOf, dayStart, secondsPerDay } from '../src-core/time/utc.ts';
import { folderState } from './demo/cache-state.ts';
import { hindcast, runHindcast } from './demo/command-line.ts';
import { DemoCoordinator, type BackfillJob } from './demo/demo-coordinator.ts';
import { openDemoFolder } from './demo/demo-folder.ts';
import { demoModels, shortenedModel, type DemoModel } from './demo/demo-models.ts';
import { runModel, sameResult, type DemoRun } from './demo/demo-run.ts';
import { demoTable } from './demo/demo-table.ts';

/**
 * The whole way through, on this machine alone: a coordinator makes candles, they are pulled, models in three languages
 * are run on them and reported, and run again without a coordinator. Every step is the command line as users have it.
 *
 * `node scripts/demo.ts [--days N] [--out DIR]`
 */
const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const firstDay = '2022-01-01';
/** What the job specs of the demo cover. */
const daysOfSpecs = 30;

interface Demo {
  readonly folder: string;
  readonly home: string;
  readonly days: number;
  readonly lastDay: string;
  readonly models: readonly DemoModel[];
}

async function main(): Promise<void> {
  const started = performance.now();
  const demo = prepare();
  const coordinator = await DemoCoordinator.start(demo.folder, feed);
  let runs: DemoRun[];
  try {
    say(
      `Started the reference coordinator at ${coordinator.url}; its candles are made up and named synthetic.`,
    );
    await backfill(coordinator, demo);
    await pull(coordinator, demo);
    runs = await runAll(demo);
    print(`\n${demoTable(runs)}\n`);
    await report(demo, runs);
  } finally {
    await coordinator.stop();
  }
  say('Stopped the coordinator.');
  await runAgainOffline(demo, coordinator.url, runs);
  const took = (performance.now() - started) / 1000;
  const place = relative(process.cwd(), demo.folder) || '.';
  say(`Done in ${formatSeconds(took)}. Open ${join(place, 'report.html')} in a browser.`);
  say(`To look around: npx hindcast jobs list --home ${join(place, 'home')}`);
}

function prepare(): Demo {
  const { values } = parseArgs({
    options: {
      days: { type: 'string', default: String(daysOfSpecs) },
      out: { type: 'string', default: 'demo-report' },
    },
  });
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > daysOfSpecs) {
    throw new HindcastError('BAD_INPUT', `--days takes a whole number from 1 to ${daysOfSpecs}.`);
  }
  const folder = openDemoFolder(values.out);
  const lastDay = dayOf(dayStart(firstDay) + (days - 1) * secondsPerDay);
  const found = demoModels();
  if (!found.some(({ language }) => language === 'Python')) {
    say('Skipped the model in Python: there is no Python 3 on this machine.');
  }
  const models =
    days === daysOfSpecs
      ? found
      : found.map((model) => shortenedModel(model, lastDay, join(folder, 'specs')));
  return { folder, home: join(folder, 'home'), days, lastDay, models };
}

async function backfill(coordinator: DemoCoordinator, { days, lastDay }: Demo): Promise<void> {
  const started = performance.now();
  const end = dayOf(dayStart(lastDay) + secondsPerDay);
  const job = await coordinator.backfill(feed, firstDay, end, showCursor);
  const took = formatSeconds((performance.now() - started) / 1000);
  say(
    `Backfilled ${days} days of ${feedPath(feed)}: ${formatCount(job.records_written)} candles in ${took}.`,
  );
}

/** On a terminal, how far a backfill has come, in a line that the next one replaces. */
function showCursor(job: BackfillJob): void {
  if (process.stdout.isTTY) process.stdout.write(`  backfilled up to ${job.cursor_ts}\r`);
}

const pullSchema = z.object({ downloaded: z.array(z.string()), bytes: z.number() });

async function pull(coordinator: DemoCoordinator, demo: Demo): Promise<void> {
  const first = pullSchema.parse(await hindcast(demo.home, pullCommand(coordinator.url, demo)));
  require(first.downloaded.length ===
    demo.days, `Expected ${demo.days} files, pulled ${first.downloaded.length}.`);
  const second = pullSchema.parse(await hindcast(demo.home, pullCommand(coordinator.url, demo)));
  require(second.downloaded.length === 0, `A second pull transferred ${second.downloaded.length} files.`);
  say(
    `Pulled ${formatCount(first.downloaded.length)} files, ${(first.bytes / 1e6).toFixed(1)} MB, each one checked; ` +
      'a second pull transferred nothing.',
  );
}

function pullCommand(url: string, { lastDay }: Demo): string[] {
  const range = ['--from', firstDay, '--to', lastDay];
  return ['data', 'pull', '--coordinator', url, '--feed', feedPath(feed), ...range];
}

async function runAll({ home, models }: Demo, more: readonly string[] = []): Promise<DemoRun[]> {
  const runs: DemoRun[] = [];
  for (const model of models) {
    const run = await runModel(home, model, more);
    say(`Ran ${run.summary.name} in ${formatSeconds(run.seconds)}.`);
    runs.push(run);
  }
  return runs;
}

async function report({ folder, home }: Demo, runs: readonly DemoRun[]): Promise<void> {
  for (const { jobId, model } of runs) {
    const name = model.language.toLowerCase();
    for (const format of ['csv', 'json']) {
      await hindcast(home, ['export', jobId, '--format', format, '--out', join(folder, `${name}.${format}`)]);
    }
  }
  const jobs = runs.map(({ jobId }) => jobId);
  await hindcast(home, ['export', ...jobs, '--format', 'html', '--out', join(folder, 'report.html')]);
  say('Wrote a report on all runs, and the predictions and figures of each as CSV and JSON.');
}

async function runAgainOffline(demo: Demo, url: string, before: readonly DemoRun[]): Promise<void> {
  const { status } = await runHindcast(demo.home, [...pullCommand(url, demo), '--refresh']);
  require(status !== 0, 'A pull succeeded although the coordinator was stopped.');
  const cache = join(demo.home, 'cache');
  const cached = folderState(cache);
  const again = await runAll(demo, ['--force']);
  require(folderState(cache) === cached, 'A run without a coordinator changed the cache.');
  for (const [index, run] of again.entries()) {
    const earlier = before[index];
    const same = earlier !== undefined && sameResult(earlier, run);
    require(same, `${run.summary.name} gave another result when it was run again.`);
  }
  say(
    'Ran all again without a coordinator: nothing was fetched, and every result is the same, byte for byte.',
  );
}

function require(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new HindcastError('INTERNAL', sentence);
}

function say(sentence: string): void {
  print(`• ${sentence}`);
}

function print(text: string): void {
  // Erases what a line of progress may have left.
  process.stdout.write(`${process.stdout.isTTY ? '\u001b[2K' : ''}${text}\n`);
}

await main().catch((error: unknown) => {
  const { code, message } = toErrorEnvelope(error);
  process.stderr.write(`The demo failed: ${message}\n`);
  process.exitCode = exitCodeOf(code);
});
