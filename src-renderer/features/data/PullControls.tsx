import { useState } from 'react';
import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { DayRange } from './DayCalendar.tsx';
import styles from './data.module.css';

/** Pulls days from a coordinator, saying before how many and how large. */
export function PullControls({
  feed,
  range,
  days,
}: {
  feed: Feed;
  range: DayRange;
  /** The days of the range that are known here; those that are present are not fetched. */
  days: readonly CalendarDay[];
}) {
  const coordinators = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const [chosen, setChosen] = useState<string | null>(null);
  const coordinatorId = chosen ?? coordinators.data?.[0]?.coordinatorId ?? null;
  const offer = useQuery('coordinators.days', coordinatorId === null ? null : { coordinatorId, feed }, {
    tags: ['coordinators', 'backfills'],
  });
  const pull = useCommand('data.pull');
  if (coordinatorId === null) return null;
  const here = new Set(days.filter(({ state }) => state === 'present').map(({ day }) => day));
  const missing = (offer.data ?? []).filter(
    ({ day }) => day >= range.firstDay && day <= range.lastDay && !here.has(day),
  );
  const bytes = missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <>
      {(coordinators.data?.length ?? 0) > 1 && (
        <Select
          aria-label="Coordinator to pull from"
          className={styles.coordinator}
          value={coordinatorId}
          onValueChange={setChosen}
          options={(coordinators.data ?? []).map((one) => ({ value: one.coordinatorId, label: one.name }))}
        />
      )}
      {offer.error !== undefined && offer.data === undefined ? (
        <span className={styles.note} role="status">
          {toErrorEnvelope(offer.error).message}
        </span>
      ) : (
        <Button
          look="primary"
          busy={pull.isBusy}
          disabled={missing.length === 0}
          onClick={() => void pull.run({ coordinatorId, feed, ...range })}
        >
          {offer.data === undefined
            ? 'Asking the coordinator'
            : missing.length === 0
              ? 'Nothing to pull'
              : `Pull ${missing.length === 1 ? '1 day' : `${formatWhole(missing.length)} days`}, ${formatBytes(bytes)}`}
        </Button>
      )}
    </>
  );
}
