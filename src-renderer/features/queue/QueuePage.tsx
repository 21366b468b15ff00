import { Plus } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { useCommands } from '../../commands/use-commands.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useJobs, useLiveStatus, useLiveStore } from '../../state/live/use-live.ts';
import { usePreferences } from '../../state/preferences.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { useHiddenColumns } from '../../ui/data-table/ColumnsMenu.tsx';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import { BulkActions } from './BulkActions.tsx';
import { FirstRun } from './FirstRun.tsx';
import { QueueFilters } from './QueueFilters.tsx';
import { SlotsStrip } from './SlotsStrip.tsx';
import { everything, filterJobs } from './filter-jobs.ts';
import { jobColumns } from './job-columns.tsx';
import { rememberOpened, setFilter, setSelection, setSort, useQueueView } from './queue-view-store.ts';
import styles from './queue.module.css';

/** Home: what runs, what waits, what came of the rest. */
export default function QueuePage() {
  const { isReady, error } = useLiveStatus();
  const live = useLiveStore();
  return (
    <Page title="Queue" layout="fill">
      {isReady ? (
        <Queue />
      ) : error === undefined ? (
        <LoadingState label="Loading the queue" rows={12} />
      ) : (
        <ErrorState
          error={error}
          title="The queue could not be read"
          action={<Button onClick={() => void live.refresh()}>Try again</Button>}
        />
      )}
    </Page>
  );
}

function Queue() {
  const byId = useJobs();
  const [, navigate] = useLocation();
  const { filter, selection, sort, openedId } = useQueueView();
  const timeZone = usePreferences((preferences) => preferences.timeZone);
  const maySubmit = usePermission('SUBMIT');
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const jobs = useMemo(() => Object.values(byId), [byId]);
  const rows = useMemo(() => filterJobs(jobs, filter), [jobs, filter]);
  const columns = useMemo(() => jobColumns(timeZone), [timeZone]);
  const hiddenColumns = useHiddenColumns('queue', columns);
  const selected = useMemo(() => rows.filter(({ jobId }) => selection.has(jobId)), [rows, selection]);
  useEffect(() => {
    // A job that is gone, or filtered away, must not be acted on unseen.
    if (selected.length !== selection.size) setSelection(new Set(selected.map(({ jobId }) => jobId)));
  }, [selected, selection]);
  useCommands([
    {
      id: 'queue.new',
      title: 'New backtest',
      group: 'Queue',
      keys: 'N',
      when: () => maySubmit,
      run: () => navigate('/new'),
    },
    {
      id: 'queue.filter',
      title: 'Filter the queue',
      group: 'Queue',
      keys: '/',
      run: () => search.current?.focus(),
    },
  ]);
  if (jobs.length === 0) return <FirstRun />;
  return (
    <>
      <div className={styles.head}>
        <SlotsStrip />
        {maySubmit && (
          <Button look="primary" icon={<Plus aria-hidden />} onClick={() => navigate('/new')}>
            New backtest
          </Button>
        )}
      </div>
      <QueueFilters
        jobs={jobs}
        shown={rows.length}
        columns={columns}
        searchRef={search}
        onLeaveSearch={() => table.current?.querySelector<HTMLElement>('[data-active]')?.focus()}
      />
      <div ref={table} className={styles.table}>
        <DataTable
          label="Jobs"
          columns={columns}
          rows={rows}
          rowKey={(job) => job.jobId}
          rowLabel={(job) => job.name}
          hiddenColumns={hiddenColumns}
          sort={sort}
          onSortChange={setSort}
          onOpen={({ jobId }) => {
            rememberOpened(jobId);
            navigate(`/runs/${jobId}`);
          }}
          selection={selection}
          onSelectionChange={setSelection}
          {...(openedId === undefined ? {} : { currentKey: openedId })}
          empty={
            <EmptyState
              title="No job matches the filter"
              action={<Button onClick={() => setFilter(everything)}>Show all</Button>}
            />
          }
        />
      </div>
      <BulkActions selected={selected} />
    </>
  );
}
