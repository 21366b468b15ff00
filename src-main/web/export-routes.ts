import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { withoutPermission } from '../../src-core/api/owner-only.ts';
import { sessionOf } from '../../src-core/api/permissions.ts';
import type { App } from '../services/app/app.ts';
import type { PreparedExport } from '../services/exports/prepared-exports.ts';
import { refuse } from './answers.ts';
import { requireToken, roleOf } from './authentication.ts';
import type { Sessions } from './sessions.ts';

/** `GET /exports/<id>`: the file of an export that `exports.create` has made. */
export function registerExportRoutes(server: FastifyInstance, app: App, sessions: Sessions): void {
  server.get<{ Params: { exportId: string } }>(
    '/exports/:exportId',
    { onRequest: requireToken(sessions) },
    async (request, reply) => {
      if (!sessionOf(roleOf(request)).permissions.includes('EXPORT_DATA')) {
        return refuse(reply, 403, 'PERMISSION_DENIED', withoutPermission('EXPORT_DATA'));
      }
      const file = fileOf(app, request.params.exportId);
      const status = file && (await stat(file.path).catch(() => undefined));
      if (file === undefined || status === undefined) {
        return refuse(reply, 404, 'BAD_INPUT', 'This export is not there any more. Export again.');
      }
      return reply
        .type(file.mediaType)
        .headers({
          'cache-control': 'no-store',
          'content-length': status.size,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
        })
        .send(createReadStream(file.path));
    },
  );
}

function fileOf(app: App, exportId: string): PreparedExport | undefined {
  try {
    return app.exportFile(exportId);
  } catch {
    return undefined;
  }
}
