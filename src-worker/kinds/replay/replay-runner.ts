import { mkdir, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { CandleAudit } from '../../../src-core/feed/candle-audit.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import {
  allocatePredictions,
  type PredictionBuffers,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { planReplay } from '../../../src-core/kinds/replay/kind.ts';
import { describeFeeds, type ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import { replaySpecSchema } from '../../../src-core/kinds/replay/spec.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { writeArtifact } from '../../job/artifacts.ts';
import type { JobContext, JobOutcome, JobRunner } from '../../job/job-context.ts';
import { DuckDBSession } from '../../duckdb/session.ts';
import { CandleReader } from './candle-reader.ts';
import { checkLookahead } from './lookahead-check.ts';
import { PredictionWriter } from './prediction-writer.ts';
import { replayOnce, type ReplayPass } from './replay-pass.ts';
import { ReplayProgress } from './replay-progress.ts';
import { describeReplay } from './describe-replay.ts';
import { Stopwatch } from './stopwatch.ts';
import type { ThreadOptions } from './thread/thread-client.ts';

const readerMemoryMb = 512;
const writerMemoryMb = 512;

/** Runs a job of kind `replay`: read, replay, score, measure, write (docs/spec/replay.md). */
export const replayRunner: JobRunner = {
  kind: 'replay',
  run: async (context) => {
    const scratch = join(context.assignment.outputFolder, '.scratch');
    await mkdir(scratch);
    try {
      return await runReplay(context, scratch);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

async function runReplay(context: JobContext, scratch: string): Promise<JobOutcome> {
  const { assignment } = context;
  const stopwatch = new Stopwatch(() => context.elapsedMs());
  const spec = replaySpecSchema.parse(assignment.spec);
  const plan = planReplay(spec, { readJson: (path) => JSON.parse(readFileSync(path, 'utf8')) as unknown });
  context.log('info', `Replaying ${plan.model.path} over ${describeFeeds(plan)} in ${plan.mode} mode.`);
  const audit = new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range);
  const progress = new ReplayProgress(context, assignment.options.checkLookahead);
  const sessionOpening = DuckDBSession.open({
    threads: 2,
    memoryMb: readerMemoryMb,
    folders: [assignment.cacheRoot],
    temporaryFolder: scratch,
  });
  const threadOptions: Omit<ThreadOptions, 'predictions' | 'onPredictions'> = {
    plan,
    runId: assignment.jobId,
    temporaryFolder: scratch,
    memoryMb: assignment.limits.memoryMb,
    onLog: (level, message, origin) => context.log(level, message, origin),
    onChild: (pid) => context.addChild(pid),
  };
  const session = await sessionOpening;
  try {
    const reader = new CandleReader(session.connection, assignment.cacheRoot, plan, assignment.files, audit);
    progress.begin(reader.totalRows);
    const writer = await PredictionWriter.open(plan, assignment.outputFolder, scratch, writerMemoryMb);
    const allocate = (): PredictionBuffers => allocatePredictions(plan, reader.rowsBySubject);
    let pass: ReplayPass;
    try {
      pass = await replayOnce(
        {
          ...threadOptions,
          predictions: allocate(),
          onPredictions: (table, from, to) => writer.append(table, from, to),
        },
        reader.batches(),
        context.signal,
        (thread) => progress.follow(thread.position),
      );
    } catch (thrown) {
      writer.abandon();
      throw thrown;
    } finally {
      progress.unfollow();
    }
    stopwatch.lap('simulating');
    const columns = pass.table;
    if (plan.mode === 'strict' && columns.length === 0) {
      writer.abandon();
      throw emptyRun(plan, reader.totalRows);
    }
    progress.phase('scoring');
    // DuckDB writes on its own threads while the metrics are computed on this one.
    const writing = writer.finish();
    writing.catch(() => undefined);
    const alteredAfter =
      assignment.options.checkLookahead && columns.length > 0
        ? await checkLookahead(
            threadOptions,
            () =>
              new CandleReader(
                session.connection,
                assignment.cacheRoot,
                plan,
                assignment.files,
                silent(plan),
              ).batches(),
            allocate,
            columns,
            context.signal,
            (share) => progress.lookahead(share),
          )
        : [];
    const described = describeReplay({
      context,
      plan,
      name: spec.name,
      columns,
      counts: pass.counts,
      dataQuality: audit.finish(
        missingDays(
          plan,
          assignment.files.map((file) => file.path),
        ),
      ),
      lookahead: { checked: assignment.options.checkLookahead, alteredAfter },
    });
    stopwatch.lap('measuring');
    progress.phase('writing');
    await writing;
    stopwatch.lap('writing');
    const summary = { ...described.summary, timings_seconds: stopwatch.seconds() };
    await writeArtifact(assignment.outputFolder, 'summary.json', `${JSON.stringify(summary, null, 2)}\n`);
    await writeArtifact(assignment.outputFolder, 'charts.json', JSON.stringify(described.charts));
    return { warnings: summary.warnings };
  } finally {
    session.close();
  }
}

/** The first look at the candles has audited them; a second replay needs no second opinion. */
function silent(plan: ReplayPlan): CandleAudit {
  return new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range);
}

function missingDays(plan: ReplayPlan, paths: readonly string[]): string[] {
  const present = new Set(paths);
  const days = daysBetween(plan.range.firstDay, plan.range.lastDay);
  return plan.feeds.flatMap((feed) =>
    days
      .filter((day) => !present.has(`${feedPath(feed)}/${day}.parquet`))
      .map((day) => (plan.feeds.length > 1 ? `${feed.subject} ${day}` : day)),
  );
}

function emptyRun(plan: ReplayPlan, rows: number): HindcastError {
  return new HindcastError(
    'EMPTY_RUN',
    `Nothing was predicted: ${rows} candles of ${describeFeeds(plan)} are fewer than the window of ${plan.windowSize}, ` +
      'or none of them has a price. Take a longer range or a smaller window_size.',
    { details: { candles: rows, window_size: plan.windowSize } },
  );
}
