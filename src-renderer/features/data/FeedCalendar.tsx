import { useState } from 'react';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { CalendarLegend } from './CalendarLegend.tsx';
import { DayCalendar, type DayRange } from './DayCalendar.tsx';
import { PullControls } from './PullControls.tsx';
import { countStates } from './calendar-layout.ts';
import styles from './data.module.css';

/** How full the days of a feed are, and what can be done with a selection of them. */
export function FeedCalendar({ feed, firstDay, lastDay }: { feed: Feed } & DayRange) {
  const { data, error } = useQuery(
    'data.calendar',
    { feed, firstDay, lastDay },
    { tags: ['data'], keepPrevious: true },
  );
  const [selection, setSelection] = useState<DayRange | null>(null);
  const [isAsking, setAsking] = useState(false);
  const mayChange = usePermission('SUBMIT');
  const verify = useCommand('data.verify');
  const remove = useCommand('data.remove');
  const name = feedPath(feed);
  const range = selection ?? { firstDay, lastDay };
  const chosen = (data ?? []).filter(({ day }) => day >= range.firstDay && day <= range.lastDay);
  const counts = countStates(chosen);
  const pinned = chosen.filter((day) => day.pinned).length;
  const days = daysBetween(range.firstDay, range.lastDay).length;
  return (
    <Panel title={name}>
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Loading the calendar" rows={8} />
        ) : (
          <ErrorState error={error} compact />
        )
      ) : (
        <div className={styles.detail}>
          <DayCalendar label={name} days={data} selection={selection} onSelect={setSelection} />
          <CalendarLegend />
          <p role="status" className={styles.note}>
            {range.firstDay} to {range.lastDay}
            {selection === null && ' (everything; drag over days to choose some)'}: {formatWhole(days)} days,{' '}
            {formatWhole(counts.present)} present, {formatWhole(counts.partial)} partial,{' '}
            {formatWhole(counts.absent)} absent, {formatWhole(counts.damaged)} damaged.
          </p>
          {mayChange && (
            <Toolbar
              label="Chosen days"
              end={
                selection !== null && (
                  <Button look="quiet" onClick={() => setSelection(null)}>
                    Choose everything
                  </Button>
                )
              }
            >
              <PullControls feed={feed} range={range} days={chosen} />
              <Button busy={verify.isBusy} onClick={() => void verify.run({ feed })}>
                Verify the feed
              </Button>
              <Button look="danger" onClick={() => setAsking(true)}>
                Remove {days === 1 ? '1 day' : `${formatWhole(days)} days`}
              </Button>
            </Toolbar>
          )}
          <ConfirmDialog
            open={isAsking}
            onOpenChange={setAsking}
            title={`Remove ${name} from ${range.firstDay} to ${range.lastDay}?`}
            description={
              pinned === 0
                ? 'The candle files of these days are deleted from this machine. They can be pulled again.'
                : `Results depend on ${pinned} of these days: without them they stay readable, but cannot be verified. ` +
                  'The files can be pulled again, if the coordinator still has the same ones.'
            }
            confirmLabel="Remove"
            danger
            busy={remove.isBusy}
            onConfirm={() =>
              void remove.run({ feed, ...range }).then(() => {
                setAsking(false);
                setSelection(null);
              })
            }
          />
        </div>
      )}
    </Panel>
  );
}
