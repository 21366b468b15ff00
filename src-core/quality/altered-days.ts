import { amountOf } from '../text/amount-of.ts';
import { someOf } from '../text/some-of.ts';

/** What a user is told of days whose files were changed after they were verified, and what to do about it. */
export function describeAlteredDays(days: readonly string[]): string {
  const [were, them] = days.length === 1 ? ['was', 'it'] : ['were', 'them'];
  return (
    `${amountOf(days.length, 'day')} ${were} altered after being verified: ${someOf(days)}. Pull ${them} again; what was ` +
    `imported put aside with "hindcast data verify --quarantine" first, and import it again.`
  );
}
