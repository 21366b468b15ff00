import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { useActivities } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import type { DayRange } from './DayCalendar.tsx';
import styles from './data.module.css';

/** Pulls days from a coordinator, saying before how many and how large. */
export function PullControls({
  coordinators,
  feed,
  range,
  days,
}: {
  /** Those to choose from; at least one. */
  coordinators: readonly Coordinator[];
  feed: Feed;
  /** Undefined while it is not in order. */
  range: DayRange | undefined;
  /** The days of the range that are known here; those that are present are not fetched. */
  days: readonly CalendarDay[];
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const coordinator = coordinators.find(({ coordinatorId }) => coordinatorId === chosen) ?? coordinators[0];
  const coordinatorId = coordinator?.coordinatorId ?? null;
  const offer = useQuery('coordinators.days', coordinatorId === null ? null : { coordinatorId, feed }, {
    tags: ['coordinators', 'backfills'],
  });
  const pull = useCommand('data.pull');
  const path = feedPath(feed);
  const isPulling = useActivities(
    ({ kind, subject, state }) => kind === 'pull' && subject === path && state === 'running',
  ).length;
  if (coordinatorId === null) return null;
  const offered = (offer.data ?? []).filter(
    ({ day }) => range !== undefined && day >= range.firstDay && day <= range.lastDay,
  );
  const here = new Set(days.filter(({ state }) => state === 'present').map(({ day }) => day));
  const missing = offered.filter(({ day }) => !here.has(day));
  const sizeOf = (some: typeof offered): string =>
    `${some.length === 1 ? '1 day' : `${formatWhole(some.length)} days`}, ` +
    formatBytes(some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const start = (refresh: boolean): void => {
    if (range !== undefined) void pull.run({ coordinatorId, feed, ...range, refresh });
  };
  return (
    <>
      {coordinators.length > 1 && (
        <Select
          aria-label="Coordinator to pull from"
          className={styles.source}
          value={coordinatorId}
          onValueChange={setChosen}
          options={coordinators.map((one) => ({ value: one.coordinatorId, label: one.name }))}
        />
      )}
      {offer.data === undefined && offer.error !== undefined ? (
        <>
          <span className={styles.note} role="status" title={toErrorEnvelope(offer.error).message}>
            The coordinator {coordinator?.name} cannot be asked what it has.
          </span>
          <Button look="quiet" onClick={offer.refetch}>
            Try again
          </Button>
        </>
      ) : (
        <>
          <Button
            look="primary"
            busy={pull.isBusy || isPulling > 0}
            disabled={missing.length === 0}
            onClick={() => start(false)}
          >
            {offer.data === undefined
              ? 'Asking the coordinator'
              : missing.length === 0
                ? offered.length === 0
                  ? 'Nothing to pull'
                  : 'All days are here'
                : `Pull ${sizeOf(missing)}`}
          </Button>
          {offered.length > missing.length && (
            <Button
              title="Also those that are here already, as the coordinator has them now"
              disabled={pull.isBusy || isPulling > 0}
              onClick={() => start(true)}
            >
              {`Pull again, ${sizeOf(offered)}`}
            </Button>
          )}
        </>
      )}
    </>
  );
}
