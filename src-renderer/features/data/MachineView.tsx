import { Database, FileDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Activity } from '../../../src-core/api/activity.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { formatBytes } from '../../format/bytes.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { ActivityList } from './ActivityList.tsx';
import { FeedCalendar } from './FeedCalendar.tsx';
import { FeedList } from './FeedList.tsx';
import { isAboutCandles } from './candle-activities.ts';
import { ImportDialog } from './import/ImportDialog.tsx';
import type { ImportForm } from './import/import-form.ts';
import { QuarantinePanel } from './QuarantinePanel.tsx';
import styles from './data.module.css';

/** Pulls, imports and checks that are not shown with the chosen feed. */
function isAboutOthers(path: string): (activity: Activity) => boolean {
  return (activity) => activity.subject !== path && isAboutCandles(activity);
}

/** The candles that backtests can use without a network. */
export function MachineView() {
  const { data, error, refetch } = useQuery('data.feeds', {}, { tags: ['data'] });
  const usage = useQuery('data.usage', {}, { tags: ['data'] });
  const [search, setSearch] = useSearchParams();
  const [importing, setImporting] = useState<Partial<ImportForm> | null>(null);
  const mayChange = usePermission('SUBMIT');
  const verify = useCommand('data.verify');
  const wanted = search.get('feed');
  const chosen = useMemo(
    () => data?.find(({ feed }) => feedPath(feed) === wanted) ?? data?.[0],
    [data, wanted],
  );
  if (data === undefined) {
    return error === undefined ? (
      <LoadingState label="Loading the feeds" rows={8} />
    ) : (
      <ErrorState
        error={error}
        title="The candles on this machine could not be listed"
        action={<Button onClick={refetch}>Try again</Button>}
      />
    );
  }
  const importDialog = importing !== null && (
    <ImportDialog
      known={importing}
      onClose={() => setImporting(null)}
      onStarted={(path) => {
        setImporting(null);
        // It is shown as soon as it is here.
        setSearch({ tab: 'machine', feed: path });
      }}
    />
  );
  const quarantine = (
    <QuarantinePanel
      onImport={({ source, feed }) => setImporting({ path: source ?? '', feed: feedPath(feed) })}
    />
  );
  if (chosen === undefined) {
    return (
      <>
        <EmptyState
          icon={<Database />}
          title="No candles here yet"
          action={
            mayChange && (
              <>
                <Button look="primary" onClick={() => setSearch({ tab: 'coordinators' })}>
                  Pull from a coordinator
                </Button>
                <Button onClick={() => setImporting({})}>Import a file</Button>
              </>
            )
          }
        >
          {mayChange
            ? 'Pull them from a coordinator once, or import a CSV or Parquet file of your own.'
            : ownerOnly('bring candles here')}
        </EmptyState>
        {quarantine}
        <ActivityList label="Under way" keep={isAboutOthers('')} />
        {importDialog}
      </>
    );
  }
  return (
    <div className={styles.view}>
      <Panel
        title="Feeds"
        actions={
          mayChange && (
            <>
              <Button busy={verify.isBusy} onClick={() => void verify.run({ feed: null })}>
                Verify everything
              </Button>
              <Button icon={<FileDown aria-hidden />} onClick={() => setImporting({})}>
                Import a file
              </Button>
            </>
          )
        }
      >
        <FeedList feeds={data} current={feedPath(chosen.feed)} />
        {usage.data !== undefined && (
          <p className={styles.note}>
            Candles take {formatBytes(usage.data.cacheBytes)}, results {formatBytes(usage.data.resultBytes)},
            files in quarantine {formatBytes(usage.data.quarantineBytes)}; {formatBytes(usage.data.freeBytes)}{' '}
            are free.
          </p>
        )}
        <ActivityList label="Under way" keep={isAboutOthers(feedPath(chosen.feed))} />
      </Panel>
      {quarantine}
      <FeedCalendar
        key={feedPath(chosen.feed)}
        feed={chosen.feed}
        firstDay={chosen.firstDay}
        lastDay={chosen.lastDay}
      />
      {importDialog}
    </div>
  );
}
