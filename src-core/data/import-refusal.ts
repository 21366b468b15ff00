import { HindcastError } from '../errors/hindcast-error.ts';
import { granularitySeconds, type Feed } from '../feed/feed.ts';
import { granularityName } from '../feed/granularity-name.ts';
import type { CandleSteps, ImportFigures } from './candle-import.ts';
import { isFilled } from './candle-resample.ts';

/** From this part of the period on, steps count as the period: a day may have 23 hours, and clocks drift. */
const asLongAs = 0.9;
const badRowsNamed = 3;

/** What was read of a file, and what it is to be imported as. */
export interface ReadCandles extends ImportFigures, CandleSteps {
  /** What to call it in messages. */
  readonly file: string;
  readonly kind: Feed['kind'];
  /** Null as long as it is not known. */
  readonly granularity: string | null;
  /** Whether rows that cannot be read are left out, instead of refusing the file. */
  readonly skipBadRows: boolean;
}

/** Why a file that can be read is not to be imported; undefined when nothing speaks against it. */
export function importRefusal(read: ReadCandles): HindcastError | undefined {
  const { file, rowsRead, badRows, skipBadRows } = read;
  if (badRows > 0 && !skipBadRows) return badRowsRefusal(read);
  if (rowsRead === badRows) {
    return new HindcastError('BAD_INPUT', `${file} holds no row that can be imported.`);
  }
  return stepRefusal(read);
}

function badRowsRefusal({ file, rowsRead, badRows, badRowExamples }: ReadCandles): HindcastError {
  const shown = badRowExamples.slice(0, badRowsNamed).map(({ row, problem }) => `row ${row}: ${problem}`);
  const more = badRows > shown.length ? '; …' : '';
  return new HindcastError(
    'BAD_INPUT',
    `${badRows} of the ${rowsRead} rows of ${file} cannot be used (${shown.join('; ')}${more}). ` +
      'Rows count from 1 below the header. Mend them, or leave them out with --skip-bad-rows.',
    { details: { rows_read: rowsRead, bad_rows: badRows, examples: badRowExamples } },
  );
}

/**
 * Candles that are further apart than the period of the feed may have gaps: coverage tells. Those without a usual step of
 * whole seconds have no period of their own.
 */
function stepRefusal(read: ReadCandles): HindcastError | undefined {
  const { kind, granularity, stepSeconds, medianStepSeconds } = read;
  const period = kind === 'candle' && granularity !== null ? granularitySeconds(granularity) : undefined;
  if (period === undefined || stepSeconds === null || medianStepSeconds === null) return undefined;
  const step = granularityName(stepSeconds);
  if (step === undefined || Math.max(stepSeconds, medianStepSeconds) > asLongAs * period) return undefined;
  return new HindcastError(
    'BAD_INPUT',
    `The candles are ${step} apart, the feed says ${granularity}. ` +
      `Import them as ${step}${isFilled(stepSeconds, period) ? `, then resample them to ${granularity}` : ''}.`,
    { details: { step_seconds: stepSeconds, granularity } },
  );
}
