import { percentDone } from '../../../src-core/job/percent-done.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { dayStart, isoSeconds, secondsPerDay } from '../../../src-core/time/utc.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import type { BackfillJob } from '../coordinator/coordinator-schemas.ts';
import { backfillFraction, describeBackfill, isOpen } from './describe-backfill.ts';

const feedsNamed = 20;

/**
 * Has a coordinator backfill days of a feed, both ends included. The feed is looked for first: coordinators accept any,
 * and a backfill of one that they do not have completes at once with nothing (contract section 1.4).
 *
 * @throws HindcastError `UNKNOWN_FEED`; `COORDINATOR_REFUSED`, which names the backfill that is in the way when there is
 *   one; what the client throws
 */
export async function startBackfill(
  client: CoordinatorClient,
  feed: Feed,
  firstDay: string,
  lastDay: string,
  now: Date,
): Promise<BackfillJob> {
  await requireFeed(client, feed);
  const end = isoSeconds(dayStart(lastDay) + secondsPerDay);
  try {
    return await client.startBackfill(feed, isoSeconds(dayStart(firstDay)), end);
  } catch (error) {
    if (!(error instanceof HindcastError) || error.details?.['status'] !== 409) throw error;
    throw await explainConflict(client, error, now);
  }
}

async function requireFeed(client: CoordinatorClient, feed: Feed): Promise<void> {
  const name = feedPath(feed);
  const known = (await client.feeds()).map(
    ({ source, subject, kind, granularity }) => `${source}/${subject}/${kind}/${granularity}`,
  );
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  const listed = known.slice(0, feedsNamed).join(', ') + (known.length > feedsNamed ? ', …' : '');
  throw new HindcastError(
    'UNKNOWN_FEED',
    `The coordinator at ${client.baseUrl} does not offer ${name}. ` +
      `${nearest === undefined ? '' : `Did you mean ${nearest}? `}It offers: ${listed || 'nothing yet'}.`,
    { details: { feed: name, nearest: nearest ?? null, known: known.slice(0, feedsNamed) } },
  );
}

/** Says which backfill is in the way, and what can be done about it: a coordinator runs one at a time. */
async function explainConflict(
  client: CoordinatorClient,
  refusal: HindcastError,
  now: Date,
): Promise<HindcastError> {
  const running = (await client.backfillJobs().catch(() => [])).find(isOpen);
  if (running === undefined) return refusal;
  const { source, subject, kind, granularity, id, status, updatedAt } = running;
  const fraction = backfillFraction(running);
  const isStuck = describeBackfill(running, now)?.isStuck ?? false;
  const advice = isStuck
    ? `It has shown no sign of life since ${updatedAt}, so it is most likely lost. Nothing but its coordinator can end ` +
      'it: have it cancelled there, or the coordinator restarted, or its job marked as failed in its database.'
    : 'Wait until it has ended, or cancel it on the page of the coordinator if it has one.';
  return new HindcastError(
    'COORDINATOR_REFUSED',
    `The coordinator at ${client.baseUrl} runs one backfill at a time, and ${id} of ` +
      `${source}/${subject}/${kind}/${granularity} is ${status} (${percentDone(fraction)} %). ${advice}`,
    {
      details: { ...refusal.details, backfill_id: id, backfill_status: status, fraction, is_stuck: isStuck },
      cause: refusal,
    },
  );
}
