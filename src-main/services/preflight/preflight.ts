import type { OutputOf } from '../../../src-core/api/contract.ts';
import { foundTogether, type RangeFaults } from '../../../src-core/quality/range-faults.ts';
import { HindcastError, toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { judgeFaults, refusalOf, type FaultPolicy } from '../../../src-core/quality/fault-policy.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { countDays, daysBetween, type TimeRange } from '../../../src-core/time/utc.ts';
import { feedCalendar, type CalendarParts } from '../cache/quality/calendar.ts';
import { coordinatorCalendar } from '../cache/quality/coordinator-calendar.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import { limitsOf } from '../jobs/running/job-assignment.ts';
import { jobIdOf } from '../jobs/submission/job-identity.ts';
import { outlineOf } from '../jobs/submission/job-outline.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import { readSpec, type SpecRead, type SpecToRead } from '../jobs/submission/read-spec.ts';
import { estimateRun } from './estimate-run.ts';
import { currentOffers, findSupplier } from './find-supplier.ts';
import { countRange } from './range-needed.ts';

export type Preflight = OutputOf<'data.preflight'>;
type PreflightFeed = Preflight['feeds'][number];

export interface PreflightParts extends CalendarParts {
  readonly store: Pick<JobStore, 'get' | 'lists'>;
  readonly coordinators: Coordinators;
  /** Whom jobs belong to. */
  readonly user: string;
}

/** Over all feeds; beyond it a screen could not show them, nor would the answer travel well. */
const mostDaysShown = 20_000;
/** A hundred years: longer ranges are dates being typed. */
const mostDaysLookedUp = 36_525;
const runsCompared = 20;
/** Codes of what keeps a job from being pinned; submitting it tells more. */
const withoutJob = new Set(['DATA_CORRUPT', 'DATA_MISSING']);
const withoutAddress = new Set(['UNKNOWN_COORDINATOR', 'BAD_INPUT']);

const unknown: Omit<Preflight, 'problem'> = {
  feeds: [],
  candles: 0,
  dataPolicy: null,
  identicalJobId: null,
  estimate: null,
};

/**
 * What submitting a spec would meet. Answers soon, also without a network: a coordinator that does not answer at once
 * has nothing to offer this time.
 *
 * @throws HindcastError `WORKER_CRASHED`
 */
export async function preflight(parts: PreflightParts, request: SpecToRead): Promise<Preflight> {
  const read = await readSpec(request).catch((error: unknown) => {
    if (error instanceof HindcastError && error.code !== 'INTERNAL') return error;
    throw error;
  });
  if (read instanceof HindcastError) return { ...unknown, problem: toErrorEnvelope(read) };
  const { coordinator: named } = limitsOf(read.parsed.spec);
  const coordinator = named === undefined ? undefined : await addressOf(parts.coordinators, named);
  if (coordinator instanceof HindcastError) return { ...unknown, problem: toErrorEnvelope(coordinator) };
  const { feeds, range, faultPolicy } = read.need;
  const isShown = countDays(range.firstDay, range.lastDay) * feeds.length <= mostDaysShown;
  const covered = await Promise.all(feeds.map((feed) => coverFeed(parts, feed, range, isShown, coordinator)));
  const isIncomplete = covered.some(({ found, days }) => found.missingDays > 0 || days.some(isPartial));
  const offers = isIncomplete ? await currentOffers(parts.coordinators, coordinator) : [];
  const rows = covered.reduce((sum, { found }) => sum + found.rows, 0);
  return {
    problem: null,
    feeds: covered.map(({ feed, days, found }) => ({
      feed,
      firstDay: range.firstDay,
      lastDay: range.lastDay,
      days,
      missingDays: found.missingDays,
      missingCandles: found.counts.missing,
      expectedCandles: found.expected,
      faults: found.counts,
      pull: findSupplier(offers, feed, range, days),
    })),
    candles: covered.reduce((sum, { found }) => sum + found.candles, 0),
    dataPolicy: judge(faultPolicy, covered, range),
    identicalJobId: await findIdentical(parts, read, coordinator),
    estimate: covered.some(isEmpty) ? null : estimateOf(parts, read, rows),
  };
}

interface CoveredFeed extends Pick<PreflightFeed, 'feed' | 'days'> {
  readonly found: RangeFaults;
}

async function coverFeed(
  parts: PreflightParts,
  feed: Feed,
  range: TimeRange,
  isShown: boolean,
  coordinator: string | undefined,
): Promise<CoveredFeed> {
  const { firstDay, lastDay } = range;
  const asked = isShown
    ? daysBetween(firstDay, lastDay)
    : (await parts.cache.cachedDays(feed)).filter((day) => firstDay <= day && day <= lastDay);
  const days =
    coordinator === undefined
      ? await feedCalendar(parts, feed, asked)
      : await coordinatorCalendar(parts, feed, asked, coordinator);
  return {
    feed,
    days: days.map(({ shown }) => shown),
    found: await countRange(parts, feed, range, days),
  };
}

function judge(
  policy: FaultPolicy,
  covered: readonly CoveredFeed[],
  { firstDay, lastDay }: TimeRange,
): Preflight['dataPolicy'] {
  const paths = (feeds: readonly CoveredFeed[]): string => feeds.map(({ feed }) => feedPath(feed)).join(', ');
  const found = foundTogether(covered.map((feed) => feed.found));
  const empty = covered.filter(isEmpty);
  const refusal =
    empty.length === 0
      ? (refusalOf(found, policy, paths(covered))?.message ?? null)
      : `There is nothing to run on: no candles of ${paths(empty)} from ${firstDay} to ${lastDay} are here.`;
  return { ...policy, verdict: refusal === null ? judgeFaults(found, policy) : 'refused', refusal };
}

/** Whatever its policy, no spec is run without candles of each of its feeds. */
function isEmpty({ found }: CoveredFeed): boolean {
  return found.rows === 0;
}

function isPartial({ state }: PreflightFeed['days'][number]): boolean {
  return state === 'partial';
}

/** The address of the coordinator that a spec names, or what is wrong with that name. */
async function addressOf(coordinators: Coordinators, named: string): Promise<string | HindcastError> {
  return coordinators.addressOf(named).catch((error: unknown) => {
    if (error instanceof HindcastError && withoutAddress.has(error.code)) return error;
    throw error;
  });
}

/** The job that submitting would give, if it is there already. */
async function findIdentical(
  { cache, store, user }: PreflightParts,
  { parsed, code, need }: SpecRead,
  coordinator: string | undefined,
): Promise<string | null> {
  const { feeds, range } = need;
  if (countDays(range.firstDay, range.lastDay) > mostDaysLookedUp) return null;
  try {
    const pinned = await cache.pinSnapshot(feeds, range.firstDay, range.lastDay, coordinator);
    const isRunnable = feeds.every((feed) =>
      pinned.files.some(({ path }) => path.startsWith(`${feedPath(feed)}/`)),
    );
    if (!isRunnable) return null;
    const jobId = jobIdOf(parsed, code, pinned.snapshotId, user);
    return store.get(jobId) === undefined ? null : jobId;
  } catch (error) {
    // A damaged file shows in the calendar; a job over it cannot be there, nor one over what is gone.
    if (error instanceof HindcastError && withoutJob.has(error.code)) return null;
    throw error;
  }
}

function estimateOf({ store }: PreflightParts, { parsed }: SpecRead, rows: number): Preflight['estimate'] {
  const { modelPath } = outlineOf(parsed);
  return modelPath === null ? null : estimateRun(store.lists.durations(modelPath, runsCompared), rows);
}
