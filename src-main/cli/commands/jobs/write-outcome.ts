import type { BulkOutcome } from '../../../../src-core/api/common-schemas.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { writeResult } from '../../command-io.ts';
import type { CommonOptions } from '../../common-options.ts';
import { terminalIo } from '../../terminal-io.ts';

/**
 * Says what became of each job that a command acted on.
 *
 * @param verb what was done: "cancelled"
 * @throws HindcastError with the code of the first failure, when there is one
 */
export function writeOutcome(options: CommonOptions, { done, failed }: BulkOutcome, verb: string): void {
  if (failed.length === 0 || done.length > 0) {
    writeResult(
      terminalIo(options),
      { done, failed: failed.map(({ jobId, error }) => ({ job_id: jobId, error })) },
      () => done.map((jobId) => `Job ${jobId.slice(0, 12)} ${verb}.`).join('\n') || 'There are no such jobs.',
    );
  }
  throwFailures(failed);
}

/** @throws HindcastError that says what was wrong with each job, with the code of the first; nothing where none failed */
export function throwFailures(failed: BulkOutcome['failed']): void {
  const [first] = failed;
  if (first === undefined) return;
  const lines = failed.map(({ jobId, error }) => `Job ${jobId.slice(0, 12)}: ${error.message}`);
  throw new HindcastError(first.error.code, lines.join('\n'), { details: { failed } });
}
