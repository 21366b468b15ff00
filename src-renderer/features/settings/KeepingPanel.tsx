import { useMemo, useState } from 'react';
import { settingsSchema, type Settings } from '../../../src-core/api/contract/settings.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useJobs } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Panel } from '../../ui/Panel.tsx';
import { CommittedNumber } from './CommittedNumber.tsx';
import { SettingRow } from './SettingRow.tsx';
import { countOutdated } from './count-outdated.ts';
import { limitsOf } from './limits.ts';
import styles from './settings.module.css';

/** How long results stay. */
export function KeepingPanel({ settings: { retentionDays } }: { settings: Settings }) {
  const update = useCommand('settings.update');
  const mayChange = usePermission('SUBMIT');
  const jobs = useJobs();
  const [now] = useState(() => Date.now());
  const usage = useQuery('data.usage', {}, { tags: ['data'] });
  const outdated = useMemo(
    () => countOutdated(Object.values(jobs), retentionDays, now),
    [jobs, retentionDays, now],
  );
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
          <CommittedNumber
            saved={retentionDays}
            {...limitsOf(settingsSchema.shape.retentionDays)}
            disabled={!mayChange}
            onSave={async (days) => (await update.run({ retentionDays: days })) !== undefined}
          />
        </SettingRow>
      </div>
      {outdated > 0 && (
        <p role="status" className={styles.warning}>
          ⚠ {outdated === 1 ? '1 job is' : `${formatWhole(outdated)} jobs are`} older than that, and will be
          deleted when it looks next. Pin those to keep.
        </p>
      )}
      {usage.data !== undefined && (
        <p className={styles.hint}>
          Results take {formatBytes(usage.data.resultBytes)}, candles {formatBytes(usage.data.cacheBytes)};{' '}
          {formatBytes(usage.data.freeBytes)} are free.
        </p>
      )}
    </Panel>
  );
}
