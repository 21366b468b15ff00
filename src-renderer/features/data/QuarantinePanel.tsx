import { useState } from 'react';
import type { QuarantinedFile } from '../../../src-core/api/contract/cache-upkeep.ts';
import { isFetchable } from '../../../src-core/data/fetchable.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { usePermission } from '../../state/api-context.tsx';
import { usePreferences } from '../../state/preferences.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './data.module.css';
import { describeDamage } from './describe-damage.ts';

/** Damaged files, and what can be done about them; nothing when there are none. */
export function QuarantinePanel({ onImport }: { onImport: (file: QuarantinedFile) => void }) {
  const { data: files = [] } = useQuery('cache.quarantine', {}, { tags: ['data'] });
  const mayChange = usePermission('SUBMIT');
  const refetch = useCommand('cache.refetch');
  const discard = useCommand('cache.discard');
  const [doomed, setDoomed] = useState<readonly QuarantinedFile[]>([]);
  if (files.length === 0) return null;
  const fetchable = files.filter(isFetchable).map(({ id }) => id);
  const bytes = doomed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <Panel
      title="Damaged files"
      actions={
        mayChange && (
          <>
            {fetchable.length > 0 && (
              <Button busy={refetch.isBusy} onClick={() => void refetch.run({ ids: fetchable })}>
                Fetch all again
              </Button>
            )}
            <Button look="danger" onClick={() => setDoomed(files)}>
              Delete all
            </Button>
          </>
        )
      }
    >
      <p className={styles.note}>
        They were taken out of the cache, so that no run reads them. A day comes back from where it came: from
        its coordinator, from the file that was imported, or from the candles that it was made of.
      </p>
      <ul className={styles.activities} aria-label="Damaged files">
        {files.map((file) => (
          <DamagedFile
            key={file.id}
            file={file}
            onRefetch={refetch.run}
            onImport={() => onImport(file)}
            onDelete={() => setDoomed([file])}
          />
        ))}
      </ul>
      <ConfirmDialog
        open={doomed.length > 0}
        onOpenChange={() => setDoomed([])}
        title={doomed.length === 1 ? 'Delete the damaged file?' : `Delete ${doomed.length} damaged files?`}
        description={`${formatBytes(bytes)} are freed. The days stay away until they are pulled or imported again.`}
        confirmLabel="Delete"
        danger
        busy={discard.isBusy}
        onConfirm={() => void discard.run({ ids: doomed.map(({ id }) => id) }).then(() => setDoomed([]))}
      />
    </Panel>
  );
}

function DamagedFile({
  file,
  onRefetch,
  onImport,
  onDelete,
}: {
  file: QuarantinedFile;
  onRefetch: (choice: { ids: string[] }) => Promise<unknown>;
  onImport: () => void;
  onDelete: () => void;
}) {
  const mayChange = usePermission('SUBMIT');
  const zone = usePreferences((state) => state.timeZone);
  const { id, feed, day, origin } = file;
  const name = `${feedPath(feed)} ${day}`;
  return (
    <li className={styles.activity}>
      <span className={styles.activityTitle}>{name}</span>
      <span className={styles.activityBar}>{describeDamage(file, zone)}</span>
      {mayChange && (
        <>
          {isFetchable(file) && (
            <Button aria-label={`Fetch again: ${name}`} onClick={() => void onRefetch({ ids: [id] })}>
              Fetch again
            </Button>
          )}
          {origin === 'import' && (
            <Button aria-label={`Import again: ${name}`} onClick={onImport}>
              Import again
            </Button>
          )}
          <Button look="quiet" aria-label={`Delete: ${name}`} onClick={onDelete}>
            Delete
          </Button>
        </>
      )}
    </li>
  );
}
