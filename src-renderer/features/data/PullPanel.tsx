import { useState } from 'react';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDays } from '../../format/day.ts';
import { formatWhole } from '../../format/number.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Combobox } from '../../ui/Combobox.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Field } from '../../ui/Field.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { ActivityList } from './ActivityList.tsx';
import { CalendarLegend } from './CalendarLegend.tsx';
import { DayCalendar, type DayRange } from './DayCalendar.tsx';
import { PullControls } from './PullControls.tsx';
import { RangeFields } from './RangeFields.tsx';
import { problemWithRange, shortened } from './day-range.ts';
import styles from './data.module.css';

type IndexedFeed = OutputOf<'coordinators.index'>[number];

/** What a coordinator has to be pulled: a feed of it, and the days of that. */
export function PullPanel({ coordinator }: { coordinator: Coordinator }) {
  const { coordinatorId, name } = coordinator;
  const { data, error, refetch } = useQuery(
    'coordinators.index',
    { coordinatorId },
    { tags: ['coordinators', 'backfills'] },
  );
  const [path, setPath] = useState<string | null>(null);
  const chosen = data?.find(({ feed }) => feedPath(feed) === path) ?? data?.[0];
  return (
    <Panel title={`Candles at ${name}`}>
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label={`Asking the coordinator ${name} what it has`} rows={6} />
        ) : (
          <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
        )
      ) : chosen === undefined ? (
        <p className={styles.note}>It has no candles to pull yet. A backfill, below, brings it some.</p>
      ) : (
        <div className={styles.detail}>
          <Field label="Feed" className={styles.feedField}>
            <Combobox
              value={feedPath(chosen.feed)}
              onValueChange={setPath}
              options={data.map((indexed) => ({
                value: feedPath(indexed.feed),
                label: feedPath(indexed.feed),
                hint: describeFeed(indexed),
              }))}
            />
          </Field>
          <FeedOffer key={feedPath(chosen.feed)} coordinator={coordinator} indexed={chosen} />
        </div>
      )}
      <ActivityList label="Pulls" keep={isPull} />
    </Panel>
  );
}

const isPull = ({ kind }: { kind: string }): boolean => kind === 'pull';

function describeFeed({ days, firstDay, lastDay, sizeBytes }: IndexedFeed): string {
  const count = days === 1 ? '1 day' : `${formatWhole(days)} days`;
  return `${count}, ${formatDays(firstDay, lastDay)}, ${formatBytes(sizeBytes)}`;
}

function FeedOffer({ coordinator, indexed }: { coordinator: Coordinator; indexed: IndexedFeed }) {
  const { feed } = indexed;
  const offered = shortened(indexed);
  const [range, setRange] = useState<DayRange>(offered);
  const mayPull = usePermission('SUBMIT');
  const calendar = useQuery('data.calendar', { feed, ...offered }, { tags: ['data'], keepPrevious: true });
  const problem = problemWithRange(range);
  return (
    <>
      {calendar.data === undefined ? (
        calendar.error === undefined ? (
          <LoadingState label="Looking at what is here already" rows={6} />
        ) : (
          <ErrorState error={calendar.error} compact />
        )
      ) : (
        <>
          <DayCalendar
            label={feedPath(feed)}
            days={calendar.data}
            selection={problem === undefined ? range : null}
            onSelect={setRange}
          />
          <CalendarLegend />
        </>
      )}
      {mayPull && (
        <div className={styles.range}>
          <RangeFields range={range} onRangeChange={setRange} problem={problem} />
          <Toolbar label="Pull">
            <PullControls
              coordinators={[coordinator]}
              feed={feed}
              range={problem === undefined ? range : undefined}
              days={calendar.data ?? []}
            />
          </Toolbar>
        </div>
      )}
      {!mayPull && <p className={styles.note}>{ownerOnly('pull candles')}</p>}
    </>
  );
}
