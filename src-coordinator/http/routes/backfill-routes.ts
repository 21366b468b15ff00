import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { dayOf, dayStart, isoSeconds, secondsPerDay } from '../../../src-core/time/utc.ts';
import type { BackfillService } from '../../backfill-service.ts';
import { backfillJobToJson, progressPercent, type BackfillJob } from '../../store/backfill-job.ts';
import type { BackfillJobStore } from '../../store/backfill-job-store.ts';
import { HttpProblem, parseRequestPart } from '../http-problem.ts';
import { timeSchema } from '../time-schema.ts';

export interface BackfillRouteServices {
  /** The configured feeds. */
  readonly feeds: readonly Feed[];
  readonly jobs: BackfillJobStore;
  readonly backfills: BackfillService;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const requestSchema = z.object({
  source: z.string().min(1),
  subject: z.string().min(1),
  kind: z.string().min(1),
  granularity: z.string().min(1),
  start: timeSchema,
  end: timeSchema,
});

const jobsQuerySchema = z.object({ status: z.string().optional() });
const jobParametersSchema = z.object({ jobId: z.string() });

/** Starting and following backfills (contract sections 1.1 and 1.3); cancelling and retrying them is beyond it. */
export function registerBackfillRoutes(server: FastifyInstance, services: BackfillRouteServices): void {
  const { feeds, jobs, backfills } = services;

  server.post('/reports/backfill', (request, reply) => {
    const wanted = parseRequestPart(requestSchema, request.body ?? {}, 'body');
    const feed = configuredFeed(wanted, feeds);
    checkRange(wanted.start, wanted.end, services.now());
    const job = backfills.submit(feed, wanted.start, wanted.end);
    if (job !== undefined) return reply.code(201).send(backfillJobToJson(job));
    throw otherIsActive(jobs);
  });

  server.get('/reports/backfill/jobs', (request) => {
    const { status } = parseRequestPart(jobsQuerySchema, request.query, 'query');
    return jobs.list(status).map(backfillJobToJson);
  });

  server.get('/reports/backfill/jobs/:jobId', (request) => withProgress(jobOf(request, jobs)));

  server.post('/reports/backfill/jobs/:jobId/cancel', (request) => cancel(jobOf(request, jobs), services));

  server.post('/reports/backfill/jobs/:jobId/retry', (request) => {
    const job = jobOf(request, jobs);
    if (job.status !== 'failed') {
      throw new HttpProblem(
        409,
        `Backfill job ${job.id} is ${job.status}; only a failed one can be retried.`,
      );
    }
    configuredFeed(job.feed, feeds);
    const retried = backfills.retry(job.id);
    if (retried !== undefined) return withProgress(retried);
    throw otherIsActive(jobs);
  });
}

function jobOf(request: FastifyRequest, jobs: BackfillJobStore): BackfillJob {
  const job = jobs.get(jobParametersSchema.parse(request.params).jobId);
  if (job === undefined) throw new HttpProblem(404, 'Backfill job not found');
  return job;
}

async function cancel(job: BackfillJob, services: BackfillRouteServices): Promise<Record<string, unknown>> {
  const ended = await services.backfills.cancel(job.id);
  if (ended?.cancelled === true) return withProgress(ended);
  throw new HttpProblem(
    409,
    `Backfill job ${job.id} is ${services.jobs.get(job.id)?.status}; only a pending or running one can be cancelled.`,
  );
}

function withProgress(job: BackfillJob): Record<string, unknown> {
  return { ...backfillJobToJson(job), progress_pct: progressPercent(job) };
}

function otherIsActive(jobs: BackfillJobStore): HttpProblem {
  const active = jobs.active();
  return new HttpProblem(
    409,
    `Backfill job ${active?.id} is already ${active?.status}; wait until it has ended, or cancel it.`,
  );
}

function configuredFeed(wanted: Omit<Feed, 'kind'> & { kind: string }, feeds: readonly Feed[]): Feed {
  const path = `${wanted.source}/${wanted.subject}/${wanted.kind}/${wanted.granularity}`;
  const feed = feeds.find((candidate) => feedPath(candidate) === path);
  if (feed !== undefined) return feed;
  const nearest = nearestName(path, feeds.map(feedPath));
  throw new HttpProblem(
    422,
    `The feed ${path} is not configured${nearest === undefined ? '.' : `, did you mean ${nearest}?`} ` +
      'GET /reports/backfill/feeds lists the feeds that are.',
  );
}

function checkRange(startSeconds: number, endSeconds: number, nowMilliseconds: number): void {
  if (endSeconds <= startSeconds) {
    throw new HttpProblem(
      422,
      `The range is empty or reversed: start ${isoSeconds(startSeconds)} must be before end ${isoSeconds(endSeconds)}.`,
    );
  }
  if (startSeconds * 1000 >= nowMilliseconds) {
    throw new HttpProblem(422, `The range starts in the future: ${isoSeconds(startSeconds)}.`);
  }
  const endOfToday = dayStart(dayOf(nowMilliseconds / 1000)) + secondsPerDay;
  if (endSeconds > endOfToday) {
    throw new HttpProblem(
      422,
      `The range ends after today: ${isoSeconds(endSeconds)}. Choose an end of ${isoSeconds(endOfToday)} or earlier.`,
    );
  }
}
