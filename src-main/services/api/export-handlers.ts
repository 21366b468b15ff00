import type { exportOperations } from '../../../src-core/api/contract/exports.ts';
import type { ShellPorts } from '../app/shell-ports.ts';
import type { PreparedExports } from '../exports/prepared-exports.ts';
import type { Handlers } from './handlers.ts';

export interface ExportHandlerParts {
  readonly exports: PreparedExports;
  readonly ports: Pick<ShellPorts, 'saveFile'>;
}

/** Makes exports and hands them over. */
export function exportHandlers({
  exports,
  ports,
}: ExportHandlerParts): Handlers<keyof typeof exportOperations> {
  return {
    'exports.create': (input) => exports.create(input),
    'exports.save': async ({ exportId }) => {
      const savedTo = await ports.saveFile(exports.exportFile(exportId).fileName);
      if (savedTo !== null) await exports.moveTo(exportId, savedTo);
      return { savedTo };
    },
  };
}
