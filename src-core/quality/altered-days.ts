import { amountOf } from '../text/amount-of.ts';
import { someOf } from '../text/some-of.ts';

/** What a user is told of days whose files were changed after they were verified, and what to do about it. */
export function describeAlteredDays(days: readonly string[]): string {
  const them = days.length === 1 ? 'it' : 'them';
  return (
    `${daysWereAltered(days.length)}: ${someOf(days)}. Pull ${them} again; what was ` +
    `imported put aside with "hindcast data verify --quarantine" first, and import it again.`
  );
}

/** "1 day was altered after being verified" */
export function daysWereAltered(count: number): string {
  return `${amountOf(count, 'day')} ${count === 1 ? 'was' : 'were'} altered after being verified`;
}
