import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { dayOf, dayStart } from '../../../src-core/time/utc.ts';
import type { DayFileCatalogue } from '../../store/day-file-catalogue.ts';
import { feedFilterSchema } from '../../store/feed-filter.ts';
import { hasItAlready } from '../conditions.ts';
import { DayFileIndex } from '../day-file-index.ts';
import { parseRequestPart } from '../http-problem.ts';
import { takesGzip } from '../packed.ts';
import { timeSchema } from '../time-schema.ts';

export interface IndexRouteServices {
  readonly catalogue: DayFileCatalogue;
}

const filterSchema = feedFilterSchema.extend({
  start: timeSchema.optional(),
  end: timeSchema.optional(),
});

/** Smaller bodies fit into one packet, packed or not. */
const worthPackingBytes = 1_400;

/**
 * The index of day files (contract section 1.5). Beyond the contract it can be asked for a part of itself by `source`,
 * `subject`, `kind`, `granularity`, and by `start` and `end` in the way that clients choose files (section 1.8).
 */
export function registerIndexRoutes(server: FastifyInstance, { catalogue }: IndexRouteServices): void {
  const index = new DayFileIndex(catalogue);
  server.get('/data/backfill/index', async (request, reply) => {
    const { start, end, ...ofFeed } = parseRequestPart(filterSchema, request.query, 'query');
    // Packed or not it means the same, hence a weak tag. It is read first: the body may be newer, never older.
    const etag = `W/"${index.stateName()}"`;
    void reply
      .header('etag', etag)
      .header('cache-control', 'private, no-cache')
      .header('vary', 'accept-encoding');
    if (hasItAlready(request.headers, { etag })) return reply.code(304).send();
    const body = await index.body({
      ...ofFeed,
      firstDay: start === undefined ? undefined : firstDayFrom(start),
      lastDay: end === undefined ? undefined : dayOf(end),
    });
    void reply.type('application/json; charset=utf-8');
    const size = body.pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (size >= worthPackingBytes && takesGzip(request.headers['accept-encoding'])) {
      return reply.header('content-encoding', 'gzip').send(await body.packed());
    }
    return reply.header('content-length', String(size)).send(Readable.from(body.pieces));
  });
}

/** What sorts before exactly the days that begin at or after a time. */
function firstDayFrom(seconds: number): string {
  const day = dayOf(seconds);
  return dayStart(day) === seconds ? day : `${day}~`;
}
