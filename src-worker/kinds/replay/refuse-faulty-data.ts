import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { CandleAudit } from '../../../src-core/quality/candle-audit.ts';
import { refusalOf } from '../../../src-core/quality/fault-policy.ts';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import { describeFeeds, type ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import type { JobContext } from '../../job/job-context.ts';
import { CandleReader } from './candle-reader.ts';
import { LazyCandleSession } from './candle-session.ts';

/**
 * Reads all candles of a run before its model sees one of them: a run that its spec refuses leaves nothing half-made.
 * The candles are read again for the run itself, which costs a small part of what a model takes.
 *
 * @param missingDays days of the range for which there is no file
 * @param alteredDays days whose file was changed after it was verified
 * @param scratch folder where DuckDB may spill
 * @throws HindcastError `DATA_MISSING` or `DATA_CORRUPT` when the spec refuses what is there, `CANCELLED`
 */
export async function refuseFaultyData(
  { assignment, signal }: Pick<JobContext, 'assignment' | 'signal'>,
  plan: ReplayPlan,
  missingDays: readonly string[],
  alteredDays: readonly string[],
  scratch: string,
): Promise<void> {
  const session = new LazyCandleSession(assignment.cacheRoot, scratch);
  const audit = new CandleAudit(plan.subjects, plan.granularitySeconds, plan.range);
  const reader = new CandleReader(session, assignment.cacheRoot, plan, assignment.files, audit);
  try {
    for await (const batch of reader.batches()) {
      if (signal.aborted) throw new HindcastError('CANCELLED', 'The run was cancelled.');
      reader.recycle(batch);
    }
  } finally {
    await reader.close();
    await session.close();
  }
  const quality = audit.finish(missingDays, alteredDays, plan.faultPolicy);
  const counts = quality.faults ?? noFaults();
  const refusal = refusalOf(
    {
      counts,
      expected: quality.expected_candles ?? null,
      missingDays: missingDays.length,
      alteredDays: alteredDays.length,
    },
    plan.faultPolicy,
    describeFeeds(plan),
  );
  if (refusal === undefined) return;
  throw new HindcastError(refusal.code, refusal.message, {
    details: {
      faults: counts,
      missing_days: missingDays,
      altered_days: alteredDays,
      gaps: quality.gaps,
      examples: quality.examples,
    },
  });
}
