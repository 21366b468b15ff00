import { toErrorEnvelope, type ErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';

const diskFull = /\bENOSPC\b|\bEDQUOT\b|no space left/i;

/** What made a run fail, as the user is told. Rule Q31: a full disk is no fault of Hindcast's. */
export function explainFailure(thrown: unknown): ErrorEnvelope {
  const envelope = toErrorEnvelope(thrown);
  if (envelope.code !== 'INTERNAL' || !diskFull.test(envelope.message)) return envelope;
  return {
    code: 'DISK_FULL',
    message: 'The disk is full; the result could not be written. Free some space and run the job again.',
  };
}
