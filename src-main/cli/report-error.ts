import { HindcastError, toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';

/** Says on stderr what went wrong: a sentence, or one JSON object with `--json`. */
export function reportError(error: unknown, options: { json: boolean }): void {
  const envelope = toErrorEnvelope(error);
  if (options.json) {
    process.stderr.write(`${JSON.stringify({ error: envelope })}\n`);
    return;
  }
  process.stderr.write(`${envelope.message}\n`);
  // An error nobody foresaw is of use only with the place it comes from.
  if (error instanceof Error && !(error instanceof HindcastError) && error.stack !== undefined) {
    process.stderr.write(`${error.stack}\n`);
  }
}
