import type { exportOperations } from '../../../src-core/api/contract/exports.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ShellPorts } from '../app/shell-ports.ts';
import type { PreparedExports } from '../exports/prepared-exports.ts';
import type { Handlers } from './handlers.ts';

export interface ExportHandlerParts {
  readonly exports: PreparedExports;
  readonly ports: Pick<ShellPorts, 'capabilities' | 'saveFile'>;
}

/** Makes exports and hands them over. */
export function exportHandlers({ exports }: ExportHandlerParts): Handlers<keyof typeof exportOperations> {
  return {
    'exports.create': (input) => exports.create(input),
    'exports.save': () => Promise.reject(new HindcastError('INTERNAL', 'Exports cannot be saved yet.')),
  };
}
