import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { dayFileName } from '../../src-core/feed/candle-file.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { parseDayFileSegments } from '../parquet/day-file-tree.ts';
import type { DayFileCatalogue } from '../store/day-file-catalogue.ts';
import { HttpProblem } from './http-problem.ts';

export interface DataRouteServices {
  /** Absolute folder of the day files. */
  readonly root: string;
  readonly catalogue: DayFileCatalogue;
}

/** The index of day files, and the files (contract sections 1.1, 1.5 and 1.6). */
export function registerDataRoutes(server: FastifyInstance, { root, catalogue }: DataRouteServices): void {
  server.get('/data/backfill/index', () =>
    catalogue.list().map((file) => ({
      path: file.path,
      records: file.records,
      size_bytes: file.sizeBytes,
      date: file.day,
      sha256: file.sha256,
      complete: file.complete,
    })),
  );

  server.get('/data/backfill/:source/:subject/:kind/:granularity/:fileName', async (request, reply) => {
    const { source, subject, kind, granularity, fileName } = request.params as Record<string, string>;
    const segments = [source, subject, kind, granularity, fileName].map((segment) => segment ?? '');
    const names = parseDayFileSegments(segments);
    if (names === undefined) throw new HttpProblem(404, 'File not found');
    const handle = await openOrRefuse(join(root, dayFilePath(names.feed, names.day)));
    // An open file stays whole while a rewrite takes its name, so size and tag are of the bytes that are sent.
    const { size, mtimeNs } = await handle.stat({ bigint: true });
    return reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', `attachment; filename="${dayFileName(names.day)}"`)
      .header('content-length', String(size))
      .header('etag', `"${size.toString(16)}-${mtimeNs.toString(16)}"`)
      .header('last-modified', new Date(Number(mtimeNs / 1_000_000n)).toUTCString())
      .send(handle.createReadStream());
  });
}

async function openOrRefuse(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch {
    throw new HttpProblem(404, 'File not found');
  }
}
