import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { Settings } from '../../../src-core/api/contract/settings.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDays } from '../../format/day.ts';
import { formatWhole } from '../../format/number.ts';
import { useApi, usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { useAnswer, useQuery } from '../../state/query/use-query.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { useSettled } from '../new/use-settled.ts';
import { BandwidthField } from './BandwidthField.tsx';
import { DraftButtons } from './DraftButtons.tsx';
import { SettingRow } from './SettingRow.tsx';
import styles from './settings.module.css';
import { useSavedDraft } from './use-saved-draft.ts';

type Budget = OutputOf<'cache.budget'>;

const restMilliseconds = 200;
const feedsNamed = 5;

/**
 * How much room candles may take, how fast they may come, and whether anything may be connected to. What a budget would
 * delete is told first.
 */
export function CachePanel({ settings }: { settings: Settings }) {
  const { cacheBudgetMb: saved, pullBytesPerSecond, offline } = settings;
  const update = useCommand('settings.update');
  const mayChange = usePermission('SUBMIT');
  const [budget, setBudget] = useSavedDraft<number | null>(saved);
  const isChanged = budget !== saved;
  return (
    <Panel title="Candles on this machine">
      <div>
        <SettingRow
          label="Budget, MB"
          hint={
            'Days that were not used for the longest time go when candles take more: after a pull or import, and when ' +
            'Hindcast starts. Days that results or jobs in the queue are pinned to stay. Empty for no budget.'
          }
        >
          <NumberField
            value={budget}
            onValueChange={setBudget}
            minimum={1}
            step={1000}
            placeholder="none"
            disabled={!mayChange}
          />
        </SettingRow>
      </div>
      <div className={styles.preview}>
        <Preview budgetMb={budget} />
        {isChanged && (
          <DraftButtons
            saved={saved === null ? 'none' : `${formatWhole(saved)} MB`}
            busy={update.isBusy}
            onSave={() => void update.run({ cacheBudgetMb: budget })}
            onLeave={() => setBudget(saved)}
          />
        )}
      </div>
      <div>
        <BandwidthField
          saved={pullBytesPerSecond}
          disabled={!mayChange}
          onSave={async (next) => (await update.run({ pullBytesPerSecond: next })) !== undefined}
        />
        <SettingRow
          label="Stay offline"
          hint="Nothing is connected to, even when asked. Everything that is here goes on working."
        >
          <Switch
            checked={offline}
            disabled={!mayChange}
            onCheckedChange={(next) => void update.run({ offline: next })}
          />
        </SettingRow>
      </div>
    </Panel>
  );
}

function Preview({ budgetMb }: { budgetMb: number | null }) {
  const settled = useSettled(budgetMb, restMilliseconds);
  const api = useApi();
  // Asked anew when days have come or gone.
  const usage = useQuery('data.usage', {}, { tags: ['data'] });
  const { data } = useAnswer(
    `budget of ${settled ?? 'none'}, ${usage.data?.cacheBytes ?? 0} bytes`,
    () => api.call('cache.budget', { budgetMb: settled }),
    { keepPrevious: true },
  );
  return (
    <p role="status" className={styles.hint}>
      {data !== undefined && sentenceOf(data)}
    </p>
  );
}

function sentenceOf({
  budgetMb,
  usedBytes,
  heldBytes,
  evict,
  freedBytes,
  overBytes,
  latest,
}: Budget): string {
  const sentences = [
    `Candles take ${formatBytes(usedBytes)}, of which ${formatBytes(heldBytes)} must stay for results and jobs.`,
  ];
  if (budgetMb !== null && evict.length > 0) {
    const named = evict
      .slice(0, feedsNamed)
      .map(
        ({ feed, days, firstDay, lastDay }) =>
          `${daysOf(days)} of ${feedPath(feed)} (${formatDays(firstDay, lastDay)})`,
      );
    const more = evict.length > feedsNamed ? ` and of ${evict.length - feedsNamed} more feeds` : '';
    sentences.push(`This budget would delete ${formatBytes(freedBytes)}: ${named.join(', ')}${more}.`);
  } else if (budgetMb !== null && overBytes === 0) {
    sentences.push('Nothing would be deleted.');
  }
  if (overBytes > 0) sentences.push(`That is ${formatBytes(overBytes)} more than the budget all the same.`);
  if (latest !== null) {
    sentences.push(`Last, ${daysOf(latest.days)} went, ${formatBytes(latest.freedBytes)}.`);
  }
  return sentences.join(' ');
}

function daysOf(count: number): string {
  return count === 1 ? '1 day' : `${formatWhole(count)} days`;
}
