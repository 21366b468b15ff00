import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { amountOf } from '../../../src-core/text/amount-of.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { evictedByFeed } from '../../services/cache/upkeep/evicted-by-feed.ts';
import { systemClock } from '../../services/jobs/clock.ts';
import { budgetBytesOf } from '../../services/settings/budget-bytes.ts';
import { SettingsStore } from '../../services/settings/settings-store.ts';
import { writeResult, type CommandIo } from '../command-io.ts';
import { withData, type DataOptions } from './data-context.ts';
import { withUpkeep } from './open-upkeep.ts';

export interface DataBudgetOptions extends DataOptions {
  /** Such as `20G` or `500M`, or `none`; left out, the budget stays as it is. */
  readonly size?: string;
  /** Shows what a size would do, and changes nothing. */
  readonly dryRun: boolean;
}

/**
 * `hindcast data budget`: shows, sets or tries how much room candles may take. Days beyond it go with the next pull,
 * import or start.
 *
 * @throws HindcastError `BAD_INPUT` for a size that cannot be read
 */
export async function runDataBudget(options: DataBudgetOptions, io: CommandIo): Promise<void> {
  const asked = options.size === undefined ? undefined : parseSize(options.size);
  const { budgetMb, budgetBytes, plan } = await withData(options, async ({ cache }) => {
    const settings = new SettingsStore(options.home, systemClock);
    const { cacheBudgetMb } =
      asked === undefined || options.dryRun
        ? await settings.read()
        : await settings.update({ cacheBudgetMb: asked });
    const tried = asked === undefined ? cacheBudgetMb : asked;
    const bytes = budgetBytesOf({ cacheBudgetMb: tried });
    return {
      budgetMb: tried,
      budgetBytes: bytes,
      plan: await withUpkeep(options.home, cache, (upkeep) => upkeep.preview(bytes)),
    };
  });
  const evict = evictedByFeed(plan.days);
  const document = {
    budget_mb: budgetMb,
    used_bytes: plan.usedBytes,
    held_bytes: plan.heldBytes,
    evict: evict.map(({ feed, days, firstDay, lastDay, sizeBytes }) => ({
      feed: feedPath(feed),
      days,
      first_day: firstDay,
      last_day: lastDay,
      size_bytes: sizeBytes,
    })),
    freed_bytes: plan.freedBytes,
    over_bytes: plan.overBytes,
    dry_run: options.dryRun,
  };
  writeResult(io, document, () => {
    const limit = budgetBytes === null ? 'no budget' : `a budget of ${byteSize(budgetBytes)}`;
    const lines = [
      `${options.dryRun ? 'With' : 'There is'} ${limit}; candles take ${byteSize(plan.usedBytes)}, ` +
        `of which ${byteSize(plan.heldBytes)} must stay for results and jobs in the queue.`,
      ...evict.map(
        ({ feed, days, firstDay, lastDay, sizeBytes }) =>
          `  ${feedPath(feed)}: ${amountOf(days, 'day')} between ${firstDay} and ${lastDay} (${byteSize(sizeBytes)})`,
      ),
    ];
    if (evict.length > 0) {
      const when = options.dryRun ? 'These would go' : 'These go with the next pull, import or start';
      lines.splice(1, 0, `${when}, the longest unused first:`);
    }
    if (plan.overBytes > 0) {
      lines.push(`That is ${byteSize(plan.overBytes)} more than the budget all the same.`);
    }
    return lines.join('\n');
  });
}

const unitBytes: Readonly<Record<string, number>> = { M: 1, G: 1e3, T: 1e6 };

/** MB (10⁶ bytes) of a size such as `500M`, `20G` or `1.5T`; null for `none`. */
function parseSize(text: string): number | null {
  if (text.trim().toLowerCase() === 'none') return null;
  const match = /^(\d+(?:\.\d+)?)\s*([MGT])B?$/i.exec(text.trim());
  const megabytes = Math.round(
    Number(match?.[1]) * (unitBytes[match?.[2]?.toUpperCase() ?? ''] ?? Number.NaN),
  );
  if (Number.isSafeInteger(megabytes) && megabytes >= 1) return megabytes;
  throw new HindcastError('BAD_INPUT', `"${text}" is no size. Write it like 500M, 20G or 1T, or "none".`);
}
