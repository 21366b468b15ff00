import { useState } from 'react';
import type { Activity } from '../../../src-core/api/activity.ts';
import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDays } from '../../format/day.ts';
import { formatWhole } from '../../format/number.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { notify } from '../../ui/toasts.ts';
import { AskCoordinators } from '../coordinators/AskCoordinators.tsx';
import { useAskedCoordinators } from '../coordinators/use-asked-coordinators.ts';
import { useOfferedFeeds } from '../coordinators/use-offered-feeds.ts';
import { ActivityList } from './ActivityList.tsx';
import { AlteredDays } from './AlteredDays.tsx';
import { CalendarLegend } from './CalendarLegend.tsx';
import { DayPanel } from './DayPanel.tsx';
import { DayTable } from './DayTable.tsx';
import { DayCalendar, type DayRange } from './DayCalendar.tsx';
import { DifferingDays } from './DifferingDays.tsx';
import { PullControls } from './PullControls.tsx';
import { countStates } from './calendar-layout.ts';
import { isAboutCandles } from './candle-activities.ts';
import { CandleFileActions } from './files/CandleFileActions.tsx';
import styles from './data.module.css';
import { nameDays, shortened, together } from './day-range.ts';

/** How full the days of a feed are, and what can be done with a selection of them. */
export function FeedCalendar({ feed, firstDay, lastDay }: { feed: Feed } & DayRange) {
  const path = feedPath(feed);
  const [showsOffered, setShowsOffered] = useState(false);
  const [showsTable, setShowsTable] = useState(false);
  const offered = useOfferedFeeds().data?.feeds.find((candidate) => candidate.path === path);
  const here = shortened({ firstDay, lastDay });
  const there = offered?.days ?? here;
  const all = shortened(together(here, there));
  const hasMore = all.firstDay !== here.firstDay || all.lastDay !== here.lastDay;
  const shown = showsOffered ? all : here;
  const mayChange = usePermission('SUBMIT');
  const verify = useCommand('data.verify');
  const { data, error, refetch } = useQuery(
    'data.calendar',
    { feed, ...shown },
    { tags: ['data'], keepPrevious: true },
  );
  return (
    <Panel
      title={path}
      actions={
        <>
          {hasMore && (
            <Button aria-pressed={showsOffered} onClick={() => setShowsOffered(!showsOffered)}>
              {showsOffered ? 'Show only what is here' : `Show also what ${offered?.coordinator} has`}
            </Button>
          )}
          <Button aria-pressed={showsTable} onClick={() => setShowsTable(!showsTable)}>
            As a table
          </Button>
          {mayChange && (
            <Button busy={verify.isBusy} onClick={() => void verify.run({ feed })}>
              Verify the feed
            </Button>
          )}
        </>
      }
    >
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Loading the calendar" rows={8} />
        ) : (
          <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
        )
      ) : (
        <Days feed={feed} shown={shown} days={data} showsTable={showsTable} />
      )}
      <ActivityList label={`Under way with ${path}`} keep={isAbout(path)} />
    </Panel>
  );
}

function isAbout(path: string): (activity: Activity) => boolean {
  return (activity) => activity.subject === path && isAboutCandles(activity);
}

function Days({
  feed,
  shown,
  days,
  showsTable,
}: {
  feed: Feed;
  shown: DayRange;
  days: readonly CalendarDay[];
  showsTable: boolean;
}) {
  const path = feedPath(feed);
  const [selection, setSelection] = useState<DayRange | null>(null);
  const [isAsking, setAsking] = useState(false);
  const mayChange = usePermission('SUBMIT');
  const asked = useAskedCoordinators()?.asked ?? [];
  const remove = useCommand('data.remove');
  const chosenDay = selection?.firstDay === selection?.lastDay ? selection?.firstDay : undefined;
  const range = selection ?? shown;
  const chosen = days.filter(({ day }) => day >= range.firstDay && day <= range.lastDay);
  const counts = countStates(chosen);
  const pinned = chosen.filter((day) => day.pinned).map(({ day }) => day);
  const removable = chosen.length - counts.absent;
  const removed = removable === 1 ? '1 day' : `${formatWhole(removable)} days`;
  const doRemove = async (): Promise<void> => {
    const outcome = await remove.run({ feed, ...range });
    setAsking(false);
    if (outcome === undefined) return;
    setSelection(null);
    notify({
      message: `Removed ${outcome.removedDays.length === 1 ? '1 day' : `${formatWhole(outcome.removedDays.length)} days`}, ${formatBytes(outcome.freedBytes)}.`,
    });
  };
  return (
    <div className={styles.detail}>
      {showsTable ? (
        <DayTable
          label={`Days of ${path}`}
          days={days}
          current={chosenDay}
          onOpen={(day) => setSelection({ firstDay: day, lastDay: day })}
        />
      ) : (
        <>
          <DayCalendar label={path} days={days} selection={selection} onSelect={setSelection} />
          <CalendarLegend />
        </>
      )}
      <p role="status" className={styles.note}>
        {selection === null ? 'All days' : 'Chosen'}: {formatDays(range.firstDay, range.lastDay)},{' '}
        {describeCounts(counts, pinned.length)}.{selection === null && ' Choose a day to see what is in it'}
        {selection === null && (mayChange ? ', drag over days to choose some.' : '.')}
      </p>
      <DifferingDays days={chosen} />
      <AlteredDays days={chosen} />
      {mayChange ? (
        <Toolbar
          label="Chosen days"
          end={
            <Button look="quiet" disabled={selection === null} onClick={() => setSelection(null)}>
              Choose all days
            </Button>
          }
        >
          <PullControls coordinators={asked} feed={feed} range={range} days={chosen} />
          <Button look="danger" disabled={removable === 0} onClick={() => setAsking(true)}>
            Remove {removed}
          </Button>
          <CandleFileActions feed={feed} range={range} />
        </Toolbar>
      ) : (
        <p className={styles.note}>{ownerOnly('pull, verify and remove candles')}</p>
      )}
      <AskCoordinators />
      {chosenDay !== undefined && <DayPanel feed={feed} day={chosenDay} />}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${removed} of ${path}?`}
        description={
          `Candle files of ${formatDays(range.firstDay, range.lastDay)} are deleted from this machine. ` +
          (pinned.length === 0
            ? 'They can be pulled again.'
            : `Results depend on ${nameDays(pinned)}: without ${pinned.length === 1 ? 'this day' : 'these days'} ` +
              'they stay readable, but cannot be verified. ' +
              'Pulling brings them back only if the coordinator still has the same files.')
        }
        confirmLabel={`Remove ${removed}`}
        danger
        busy={remove.isBusy}
        onConfirm={() => void doRemove()}
      />
    </div>
  );
}

/** "28 present, 2 partial, results depend on 5": what there is none of is not mentioned. */
function describeCounts(counts: ReturnType<typeof countStates>, pinned: number): string {
  const states = (['present', 'partial', 'absent', 'damaged'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${formatWhole(counts[state])} ${state}`);
  return [...states, ...(pinned > 0 ? [`results depend on ${formatWhole(pinned)}`] : [])].join(', ');
}
