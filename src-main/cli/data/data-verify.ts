import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { dayFileInspector } from '../../services/cache/day-file-inspector.ts';
import { verifyCache } from '../../services/cache/upkeep/verify-cache.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';

export interface DataVerifyOptions extends DataOptions {
  /** `SOURCE/SUBJECT/KIND/GRANULARITY`; all feeds when left out. */
  readonly feed?: string;
  /** Moves damaged files to quarantine, so that the next pull fetches them again. */
  readonly quarantine: boolean;
}

/**
 * `hindcast data verify`: reads and hashes every file of the cache.
 *
 * @throws HindcastError `DATA_CORRUPT` after the result was written, when files are damaged
 */
export async function runDataVerify(options: DataVerifyOptions, io: CommandIo): Promise<void> {
  const result = await withData(options, ({ cache, worker, now }) =>
    verifyCache(
      {
        cache,
        quarantine: options.home.quarantine,
        inspect: dayFileInspector(worker),
        now,
      },
      {
        moveDamaged: options.quarantine,
        ...(options.feed === undefined ? {} : { feeds: [parseFeedPath(options.feed)] }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (done, total) => io.progress({ label: 'verifying', done, total, unit: 'files' }),
      },
    ),
  );
  const { checked, damaged, found } = result;
  const areDamaged = damaged.length === 1 ? 'is damaged' : 'are damaged';
  const document = {
    checked,
    damaged: damaged.map(({ path, reason, quarantinedAs }) => ({
      path,
      reason,
      quarantined_as: quarantinedAs,
    })),
    newly_known: found,
  };
  writeResult(io, document, () =>
    [
      `Checked ${amountOf(checked, 'file')}: ${damaged.length === 0 ? 'all are good' : `${damaged.length} ${areDamaged}`}.`,
      ...damaged.map(({ path, reason, quarantinedAs }) =>
        quarantinedAs === null ? `  ${path}: ${reason}` : `  ${path}: ${reason}; moved to ${quarantinedAs}`,
      ),
    ].join('\n'),
  );
  if (damaged.length === 0) return;
  const advice = options.quarantine
    ? 'Pull or import those days again.'
    : 'Run "hindcast data verify --quarantine", then pull or import those days again.';
  throw new HindcastError(
    'DATA_CORRUPT',
    `${damaged.length} of ${amountOf(checked, 'candle file')} ${areDamaged}. ${advice}`,
    {
      details: { damaged: damaged.map(({ path }) => path) },
    },
  );
}
