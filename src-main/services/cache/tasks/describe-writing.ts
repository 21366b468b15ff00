import { amountOf } from '../../../../src-core/text/amount-of.ts';
import { describeTime } from './describe-speed.ts';

/** Sooner, what is left cannot be told from how long it has taken. */
const leastShare = 0.05;

/**
 * How far the writing of some days is, "Writing 60 days, 37 %, 8 s left".
 *
 * @param share in [0, 1]; null as long as that is not known
 */
export function describeWriting(days: number, share: number | null, elapsedSeconds: number): string {
  const what = `Writing ${amountOf(days, 'day')}`;
  if (share === null) return what;
  const done = `${what}, ${Math.floor(share * 100)} %`;
  if (share < leastShare) return done;
  return `${done}, ${describeTime(Math.ceil((elapsedSeconds * (1 - share)) / share))} left`;
}
