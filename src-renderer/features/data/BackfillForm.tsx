import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { dayOf, secondsPerDay } from '../../../src-core/time/utc.ts';
import { formatWhole } from '../../format/number.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { usePreferences } from '../../state/preferences.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Combobox } from '../../ui/Combobox.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Field } from '../../ui/Field.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import type { DayRange } from './DayCalendar.tsx';
import { holdsStill } from './backfill-in-the-way.ts';
import { LatestRecords } from './LatestRecords.tsx';
import { RangeFields } from './RangeFields.tsx';
import { problemWithRange } from './day-range.ts';
import styles from './data.module.css';
import { noHistoryReason } from './no-history.ts';

const usualDays = 30;

/** The thirty days before today. */
function usualRange(): DayRange {
  const now = Date.now() / 1000;
  return { firstDay: dayOf(now - usualDays * secondsPerDay), lastDay: dayOf(now - secondsPerDay) };
}

/** Has a coordinator fetch days of a feed that it takes in. */
export function BackfillForm({ coordinator }: { coordinator: Coordinator }) {
  const { coordinatorId, name } = coordinator;
  const zone = usePreferences((state) => state.timeZone);
  const mayStart = usePermission('SUBMIT');
  const { data, error, refetch } = useQuery(
    'coordinators.feeds',
    { coordinatorId },
    { tags: ['coordinators', 'backfills'] },
  );
  const [path, setPath] = useState<string | null>(null);
  const [range, setRange] = useState(usualRange);
  const [showsRecords, setShowsRecords] = useState(false);
  const backfill = useCommand('coordinators.backfill', 'inline');
  const backfills = useQuery('coordinators.backfills', { coordinatorId }, { tags: ['backfills'] });
  const start = async (feed: Feed): Promise<void> => {
    // Another one may be in the way, which the history shows then.
    if ((await backfill.run({ coordinatorId, feed, ...range })) === undefined) backfills.refetch();
  };
  const offered = data?.find(({ feed }) => feedPath(feed) === path) ?? data?.[0];
  if (data === undefined) {
    return error === undefined ? (
      <LoadingState label={`Asking the coordinator ${name} for its feeds`} rows={3} />
    ) : (
      <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
    );
  }
  if (offered === undefined)
    return <p className={styles.note}>It takes in no feed that could be backfilled.</p>;
  const { feed, recordCount, oldestTs, newestTs } = offered;
  const problem = problemWithRange(range);
  const warning = noHistoryReason(feed);
  return (
    <>
      <div className={styles.range}>
        <Field label="Feed that it takes in" className={styles.feedField}>
          <Combobox
            value={feedPath(feed)}
            onValueChange={(next) => {
              setPath(next);
              backfill.clearError();
            }}
            options={data.map((one) => ({ value: feedPath(one.feed), label: feedPath(one.feed) }))}
          />
        </Field>
        {mayStart && (
          <>
            <RangeFields
              range={range}
              onRangeChange={(next) => {
                setRange(next);
                backfill.clearError();
              }}
              problem={problem}
            />
            <Button busy={backfill.isBusy} disabled={problem !== undefined} onClick={() => void start(feed)}>
              Start a backfill
            </Button>
          </>
        )}
      </div>
      {!mayStart && <p className={styles.note}>{ownerOnly('start a backfill')}</p>}
      {mayStart && warning !== undefined && <p className={styles.warning}>⚠ {warning}</p>}
      {backfill.error !== undefined && holdsStill(backfill.error, backfills.data) && (
        <p role="alert" className={styles.trouble}>
          {toErrorEnvelope(backfill.error).message}
        </p>
      )}
      <p className={styles.note}>
        It has {formatWhole(recordCount)} live {recordCount === 1 ? 'record' : 'records'}
        {oldestTs !== null &&
          newestTs !== null &&
          ` from ${formatMoment(secondsOf(oldestTs), zone)} to ${formatMoment(secondsOf(newestTs), zone)}`}
        .{' '}
        <Button look="quiet" aria-expanded={showsRecords} onClick={() => setShowsRecords(!showsRecords)}>
          {showsRecords ? 'Hide the latest' : 'Show the latest'}
        </Button>
      </p>
      {showsRecords && <LatestRecords coordinatorId={coordinatorId} feed={feed} />}
    </>
  );
}
