import { useMemo, useState, type ReactNode } from 'react';
import { settingsSchema, type Settings } from '../../../src-core/api/contract/settings.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { useApi, usePermission } from '../../state/api-context.tsx';
import { useJobs } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useAnswer, useQuery } from '../../state/query/use-query.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useSettled } from '../new/use-settled.ts';
import { DraftButtons } from './DraftButtons.tsx';
import { SettingRow } from './SettingRow.tsx';
import { limitsOf } from './limits.ts';
import { countEnded, countPinned, retentionWords } from './retention-words.ts';
import styles from './settings.module.css';
import { useSavedDraft } from './use-saved-draft.ts';

/** How long the days must rest before it is asked what they would delete. */
const restMilliseconds = 200;

/** How long results stay. What another number of days would delete is told before it is saved. */
export function KeepingPanel({ settings: { retentionDays: saved } }: { settings: Settings }) {
  const update = useCommand('settings.update');
  const mayChange = usePermission('SUBMIT');
  const [days, setDays] = useSavedDraft<number | null>(saved);
  const usage = useQuery('data.usage', {}, { tags: ['data'] });
  const isChanged = days !== saved;
  return (
    <Panel title="Keeping results">
      <div>
        <SettingRow
          label="Delete ended jobs after, days"
          hint={
            'The queue deletes jobs that ended more than so many days ago, with their results, and never pinned ones. ' +
            '0 keeps all. It looks for them when Hindcast starts and every six hours.'
          }
        >
          <NumberField
            value={days}
            onValueChange={setDays}
            {...limitsOf(settingsSchema.shape.retentionDays)}
            disabled={!mayChange}
          />
        </SettingRow>
      </div>
      <Preview days={days ?? saved} isSaved={!isChanged}>
        {isChanged && (
          <DraftButtons
            saved={formatWhole(saved)}
            disabled={days === null}
            busy={update.isBusy}
            onSave={() => void update.run({ retentionDays: days ?? saved })}
            onLeave={() => setDays(saved)}
          />
        )}
      </Preview>
      {usage.data !== undefined && (
        <p className={styles.hint}>
          Results take {formatBytes(usage.data.resultBytes)}, candles {formatBytes(usage.data.cacheBytes)};{' '}
          {formatBytes(usage.data.freeBytes)} are free.
        </p>
      )}
    </Panel>
  );
}

/** What so many days would delete, and what can be done about it. */
function Preview({ days, isSaved, children }: { days: number; isSaved: boolean; children: ReactNode }) {
  const settled = useSettled(days, restMilliseconds);
  const jobs = useJobs();
  const [now] = useState(() => Date.now());
  const api = useApi();
  const pinned = useMemo(() => countPinned(Object.values(jobs), settled, now), [jobs, settled, now]);
  // Asked anew when jobs have ended or gone, though not for each of thousands that change at once.
  const standing = useMemo(
    () => `${countEnded(Object.values(jobs))} ended, ${pinned} pinned`,
    [jobs, pinned],
  );
  const { data, error } = useAnswer(
    `retention of ${settled} days, ${standing}`,
    () => api.call('queue.retentionPreview', { days: settled }),
    { keepPrevious: true },
  );
  // Nothing to say about what is saved and does nothing.
  if (isSaved && (data === undefined || data.count === 0)) return null;
  return (
    <div className={styles.preview}>
      <p role="status" className={data !== undefined && data.count > 0 ? styles.warning : styles.hint}>
        {data === undefined
          ? error === undefined
            ? 'Looking at what that would delete…'
            : toErrorEnvelope(error).message
          : `${data.count > 0 ? '⚠ ' : ''}${retentionWords(data, pinned, isSaved ? 'Will delete' : 'Would delete')}`}
        {data !== undefined && data.count > 0 && ' Pin those to keep.'}
      </p>
      {children}
    </div>
  );
}
