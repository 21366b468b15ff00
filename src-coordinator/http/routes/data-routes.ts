import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dayFileName } from '../../../src-core/feed/candle-file.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import { parseDayFileSegments, type DayOfFeed } from '../../../src-core/feed/day-file-path.ts';
import type { DayFileCatalogue } from '../../store/day-file-catalogue.ts';
import { parseByteRange } from '../byte-range.ts';
import { hasItAlready, mayHavePart, type Validators } from '../conditions.ts';
import { openDayFile, type OpenDayFile } from '../day-file-handle.ts';
import { HttpProblem, tooMany } from '../http-problem.ts';
import { sendBytes } from '../send-bytes.ts';

export interface DataRouteServices {
  /** Absolute folder of the day files. */
  readonly root: string;
  readonly catalogue: DayFileCatalogue;
}

/**
 * The day files (contract sections 1.1 and 1.6), in full, in part or not at all.
 *
 * @param maximumDownloads how many may be sent at once
 */
export function registerDataRoutes(
  server: FastifyInstance,
  { root, catalogue }: DataRouteServices,
  maximumDownloads: number,
): void {
  let downloads = 0;
  server.route({
    method: ['GET', 'HEAD'],
    url: '/data/backfill/:source/:subject/:kind/:granularity/:fileName',
    handler: async (request, reply) => {
      const { source, subject, kind, granularity, fileName } = request.params as Record<string, string>;
      const segments = [source, subject, kind, granularity, fileName].map((segment) => segment ?? '');
      const names = parseDayFileSegments(segments);
      if (names === undefined) throw new HttpProblem(404, 'File not found');
      if (downloads >= maximumDownloads) throw tooMany(`${maximumDownloads} downloads are going on.`);
      downloads += 1;
      try {
        await sendDay(names, request, reply);
      } finally {
        downloads -= 1;
      }
      return reply;
    },
  });

  async function sendDay(
    { feed, day }: DayOfFeed,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const path = dayFilePath(feed, day);
    const file = openDayFile(root, path);
    if (file === undefined) throw new HttpProblem(404, 'File not found');
    const validators = validatorsOf(file, path, catalogue);
    void reply
      .header('etag', validators.etag)
      .header('last-modified', validators.lastModified.toUTCString())
      .header('accept-ranges', 'bytes')
      .header('cache-control', 'private, no-cache')
      .header('content-disposition', `attachment; filename="${dayFileName(day)}"`);
    if (hasItAlready(request.headers, validators)) {
      sendNothing(file, reply.code(304));
      return;
    }
    const isWhole = request.method === 'HEAD' || !mayHavePart(request.headers, validators);
    await sendRange(file, reply, isWhole ? undefined : request.headers.range, request.method);
  }
}

/** A tag of the bytes: their hash where it is known to be of this very file, else size and time. */
function validatorsOf(file: OpenDayFile, path: string, catalogue: DayFileCatalogue): Required<Validators> {
  const { sizeBytes, modifiedMilliseconds } = file;
  const tag =
    catalogue.hashOf(path, file) ?? `${sizeBytes.toString(16)}-${modifiedMilliseconds.toString(16)}`;
  return { etag: `"${tag}"`, lastModified: new Date(modifiedMilliseconds) };
}

async function sendRange(
  file: OpenDayFile,
  reply: FastifyReply,
  header: string | undefined,
  method: string,
): Promise<void> {
  const range = parseByteRange(header, file.sizeBytes);
  if (range === 'unsatisfiable') {
    file.close();
    void reply.header('content-range', `bytes */${file.sizeBytes}`).removeHeader('content-disposition');
    void reply.code(416).send({ detail: `The file has ${file.sizeBytes} bytes.` });
    return;
  }
  const { first, last } = range === 'all' ? { first: 0, last: file.sizeBytes - 1 } : range;
  void reply.type('application/octet-stream').header('content-length', String(last - first + 1));
  if (method === 'HEAD') {
    sendNothing(file, reply);
    return;
  }
  if (range !== 'all') {
    void reply.code(206).header('content-range', `bytes ${first}-${last}/${file.sizeBytes}`);
  }
  reply.hijack();
  reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders);
  await sendBytes(file, { first, last }, reply.raw);
}

function sendNothing(file: OpenDayFile, reply: FastifyReply): void {
  file.close();
  void reply.send();
}
