import { ChartColumn, Pause, Play, Plus } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { runCommand } from '../../commands/command-registry.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useJobs, useLiveStatus, useLiveStore } from '../../state/live/use-live.ts';
import { usePreferences } from '../../state/preferences.ts';
import { Button } from '../../ui/Button.tsx';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import type { MenuEntry } from '../../ui/MenuItems.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { useHiddenColumns } from '../../ui/data-table/ColumnsMenu.tsx';
import { DataTable } from '../../ui/data-table/DataTable.tsx';
import { BulkActions } from './BulkActions.tsx';
import { FirstRun } from './FirstRun.tsx';
import { GroupStrip } from './GroupStrip.tsx';
import { QueueFilters } from './QueueFilters.tsx';
import { QueueNotices } from './QueueNotices.tsx';
import { SlotsStrip } from './SlotsStrip.tsx';
import { everything, filterJobs } from './filter-jobs.ts';
import { jobColumns } from './job-columns.tsx';
import { menuOfCommands } from './menu-of-commands.ts';
import { createPlacer } from './queue-places.ts';
import { rememberOpened, setFilter, setSelection, setSort, useQueueView } from './queue-view-store.ts';
import styles from './queue.module.css';
import { useOrderCommands } from './use-order-commands.tsx';
import { usePauseSwitch } from './use-pause-switch.ts';

const StatisticsDialog = lazy(() => import('./statistics/StatisticsDialog.tsx'));

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
  const [place] = useState(createPlacer);
  const [showsStatistics, setShowsStatistics] = useState(false);
  const pause = usePauseSwitch();
  const jobs = useMemo(() => place(Object.values(byId)), [byId, place]);
  const rows = useMemo(() => filterJobs(jobs, filter), [jobs, filter]);
  const columns = useMemo(() => jobColumns(timeZone), [timeZone]);
  const hiddenColumns = useHiddenColumns('queue', columns);
  const selected = useMemo(() => rows.filter(({ jobId }) => selection.has(jobId)), [rows, selection]);
  useEffect(() => {
    // A job that is gone, or filtered away, must not be acted on unseen.
    if (selected.length !== selection.size) setSelection(new Set(selected.map(({ jobId }) => jobId)));
  }, [selected, selection]);
  const order = useOrderCommands(selected);
  useCommands([
    {
      id: 'queue.statistics',
      title: 'Statistics of the queue',
      group: 'Queue',
      run: () => setShowsStatistics(true),
    },
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
  if (jobs.length === 0) {
    return (
      <>
        <QueueNotices />
        <FirstRun />
      </>
    );
  }
  const open = ({ jobId }: { jobId: string }): void => {
    rememberOpened(jobId);
    navigate(`/runs/${jobId}`);
  };
  const onMenuAsked = (target: Element): boolean => {
    const jobId = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
    if (jobId === undefined || !maySubmit) return false;
    // On one of the selected jobs it is about all of them, else about that one.
    if (!selection.has(jobId)) setSelection(new Set([jobId]));
    return true;
  };
  const isActive = selected.some(({ state }) => state === 'pending' || state === 'running');
  const hasEnded = selected.some(({ state }) => state !== 'pending' && state !== 'running');
  const [only] = selected;
  const menu: MenuEntry[] = [
    ...(only !== undefined && selected.length === 1
      ? [{ label: 'Open', onSelect: () => open(only) }, 'separator' as const]
      : []),
    ...(order.waiting.length > 0 ? [...menuOfCommands(order.groups), 'separator' as const] : []),
    {
      label: 'Cancel',
      keys: 'X',
      disabled: !isActive,
      onSelect: () => runCommand('queue.cancel'),
    },
    {
      label: 'Run again',
      keys: 'R',
      disabled: !hasEnded,
      onSelect: () => runCommand('queue.retry'),
    },
    {
      label: 'Delete…',
      keys: 'Delete',
      danger: true,
      disabled: !hasEnded,
      onSelect: () => runCommand('queue.remove'),
    },
  ];
  return (
    <>
      <div className={styles.head}>
        <SlotsStrip />
        <div className={styles.headActions}>
          <IconButton
            label="Statistics"
            icon={<ChartColumn aria-hidden />}
            onClick={() => setShowsStatistics(true)}
          />
          {maySubmit && (
            <>
              <Button
                icon={pause.isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
                title={
                  pause.isPaused
                    ? 'Go on taking jobs from the queue'
                    : 'Start nothing more; what runs goes on'
                }
                busy={pause.isBusy}
                onClick={pause.toggle}
              >
                {pause.title}
              </Button>
              <Button look="primary" icon={<Plus aria-hidden />} onClick={() => navigate('/new')}>
                New backtest
              </Button>
            </>
          )}
        </div>
      </div>
      <QueueNotices />
      <GroupStrip jobs={jobs} />
      <QueueFilters
        jobs={jobs}
        shown={rows.length}
        columns={columns}
        searchRef={search}
        onLeaveSearch={() => table.current?.querySelector<HTMLElement>('[data-active]')?.focus()}
      />
      <div ref={table} className={styles.table}>
        <ContextMenu className={styles.table} items={menu} onAsked={onMenuAsked}>
          <DataTable
            label="Jobs"
            columns={columns}
            rows={rows}
            rowKey={(job) => job.jobId}
            rowLabel={(job) => job.name}
            hiddenColumns={hiddenColumns}
            sort={sort}
            onSortChange={setSort}
            onOpen={open}
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
        </ContextMenu>
      </div>
      <BulkActions selected={selected} order={order} />
      {order.dialogs}
      <Suspense>{showsStatistics && <StatisticsDialog onClose={() => setShowsStatistics(false)} />}</Suspense>
    </>
  );
}
