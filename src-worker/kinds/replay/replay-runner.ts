import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { CandleAudit } from '../../../src-core/quality/candle-audit.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import {
  allocatePredictions,
  type PredictionBuffers,
} from '../../../src-core/kinds/replay/engine/prediction-table.ts';
import { firstTickIndex } from '../../../src-core/kinds/replay/engine/first-tick.ts';
import { expectedMeasuringSeconds } from '../../../src-core/kinds/replay/measure.ts';
import { describeFeeds, type ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { ReplaySpec } from '../../../src-core/kinds/replay/spec.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { writeArtifact } from '../../job/artifacts.ts';
import type { JobContext, JobOutcome, JobRunner } from '../../job/job-context.ts';
import { CandleReader, rowsBySubject } from './candle-reader.ts';
import { LazyCandleSession } from './candle-session.ts';
import { describeReplay } from './describe-replay.ts';
import { checkLookahead, lookaheadReplays } from './lookahead-check.ts';
import { measureRun } from './measure-run.ts';
import { PredictionWriter } from './prediction-writer.ts';
import { refuseFaultyData } from './refuse-faulty-data.ts';
import { replayOnce } from './replay-pass.ts';
import { ReplayProgress } from './replay-progress.ts';
import { RunEvaluation } from './run-evaluation.ts';
import { allocateOrders } from './shared-orders.ts';
import { Stopwatch } from './stopwatch.ts';
import { ReplayThread, type ThreadOptions } from './thread/thread-client.ts';

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
  const spec = assignment.spec as ReplaySpec;
  const plan = assignment.plan as ReplayPlan;
  context.log('info', `Replaying ${plan.model.path} over ${describeFeeds(plan)} in ${plan.mode} mode.`);
  const { checkLookahead: isChecked } = assignment.options;
  const progress = new ReplayProgress(context, isChecked ? 1 + lookaheadReplays : 1);
  const rows = rowsBySubject(plan, assignment.files);
  const predictions = allocatePredictions(plan, rows);
  progress.begin(
    rows.reduce((sum, count) => sum + Math.max(0, count - firstTickIndex(plan)), 0),
    expectedMeasuringSeconds(plan, predictions.capacity),
  );
  const missing = missingDays(plan, assignment.files);
  const altered = alteredDays(plan, assignment.files);
  if (plan.faultPolicy.policy === 'refuse') await refuseFaultyData(context, plan, missing, altered, scratch);
  const startThread = (
    buffers: PredictionBuffers,
    onPredictions: ThreadOptions['onPredictions'],
  ): ReplayThread =>
    new ReplayThread({
      plan,
      runId: assignment.jobId,
      temporaryFolder: scratch,
      memoryMb: assignment.limits.memoryMb,
      predictions: buffers,
      onLog: (level, message, origin) => context.log(level, message, origin),
      onChild: (pid) => context.addChild(pid),
      onPredictions,
    });
  const writer = await PredictionWriter.create(plan, assignment.outputFolder);
  // The thread loads the model while this one reads the first candles.
  const thread = startThread(predictions, (table, decided) => writer.append(table, decided));
  const evaluation = new RunEvaluation();
  const session = new LazyCandleSession(assignment.cacheRoot, scratch);
  const readers: CandleReader[] = [];
  try {
    const audit = new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range);
    const read = (auditor: CandleAudit): CandleReader => {
      const reader = new CandleReader(session, assignment.cacheRoot, plan, assignment.files, auditor);
      readers.push(reader);
      return reader;
    };
    progress.follow(thread.position);
    const reader = read(audit);
    const counts = await replayOnce(thread, reader.batches(), context.signal, (batch) =>
      reader.recycle(batch),
    ).finally(() => progress.unfollow());
    stopwatch.lap('simulating');
    const columns = thread.table;
    if (plan.mode === 'strict' && columns.length === 0) {
      throw emptyRun(plan, audit.finish(missing, altered, plan.faultPolicy).rows_used);
    }
    // The disk takes what was written and another thread evaluates the run while the metrics are computed here.
    const writing = writer.finish();
    const orders = allocateOrders(plan.scopes.length, columns.length);
    writing.catch(() => undefined);
    evaluation.begin(plan, columns, predictions, orders);
    const alteredAfter =
      isChecked && columns.length > 0
        ? await checkLookahead({
            plan,
            predictions: columns,
            startThread: () => startThread(allocatePredictions(plan, rows), () => undefined),
            // The first look at the candles has audited them; another needs no second opinion.
            readAgain: () => read(new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range)),
            signal: context.signal,
            onReplay: (position, length) => progress.followCheck(position, length),
          }).finally(() => progress.unfollow())
        : [];
    if (isChecked) stopwatch.lap('checking');
    progress.measure();
    const summary = await describeReplay({
      context,
      plan,
      name: spec.name,
      columns,
      measured: await measureRun({ plan, columns, predictions, counts, orders }, context.signal, (share) =>
        progress.measured(share),
      ).finally(() => progress.unfollow()),
      hash: (metrics) => evaluation.hashes(metrics),
      dataQuality: audit.finish(missing, altered, plan.faultPolicy),
      lookahead: { checked: isChecked, alteredAfter },
    });
    stopwatch.lap('measuring');
    progress.write();
    const [charts, predictionsSealed] = await Promise.all([evaluation.charts, writing]);
    stopwatch.lap('writing');
    const timed = { ...summary, timings_seconds: stopwatch.seconds() };
    const sealed = await Promise.all([
      writeArtifact(assignment.outputFolder, 'summary.json', `${JSON.stringify(timed, null, 2)}\n`),
      writeArtifact(assignment.outputFolder, 'charts.json', charts),
    ]);
    return { warnings: summary.warnings, sealed: [predictionsSealed, ...sealed] };
  } finally {
    for (const reader of readers) await reader.close();
    await writer.close();
    await evaluation.close();
    await session.close();
  }
}

function missingDays(plan: ReplayPlan, files: readonly PinnedFile[]): string[] {
  const present = new Set(files.map((file) => file.path));
  return daysOfFiles(plan, (path) => !present.has(path));
}

function alteredDays(plan: ReplayPlan, files: readonly PinnedFile[]): string[] {
  const altered = new Set(files.filter(({ isAltered }) => isAltered).map((file) => file.path));
  return altered.size === 0 ? [] : daysOfFiles(plan, (path) => altered.has(path));
}

/** The days of a run whose file is one of those asked for, in words. */
function daysOfFiles(plan: ReplayPlan, isMeant: (path: string) => boolean): string[] {
  const days = daysBetween(plan.range.firstDay, plan.range.lastDay);
  return plan.feeds.flatMap((feed) =>
    days
      .filter((day) => isMeant(`${feedPath(feed)}/${day}.parquet`))
      .map((day) => (plan.feeds.length > 1 ? `${feed.subject} ${day}` : day)),
  );
}

function emptyRun(plan: ReplayPlan, candles: number): HindcastError {
  return new HindcastError(
    'EMPTY_RUN',
    `Nothing was predicted: what the range has of ${describeFeeds(plan)} with a price, ${amountOf(candles, 'candle')}, fills ` +
      `no window of ${plan.windowSize}. Take a longer range or a smaller window_size.`,
    { details: { candles, window_size: plan.windowSize } },
  );
}
