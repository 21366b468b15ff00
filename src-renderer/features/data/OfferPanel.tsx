import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { dayOf, secondsPerDay } from '../../../src-core/time/utc.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { usePreferences } from '../../state/preferences.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Field } from '../../ui/Field.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { LatestRecords } from './LatestRecords.tsx';
import { PullControls } from './PullControls.tsx';
import styles from './data.module.css';

/** A feed that a coordinator offers: pull its days, have more of them backfilled there, look at its latest records. */
export function OfferPanel({ coordinator }: { coordinator: Coordinator }) {
  const { coordinatorId, name } = coordinator;
  const zone = usePreferences((state) => state.timeZone);
  const mayChange = usePermission('SUBMIT');
  const { data, error, refetch } = useQuery(
    'coordinators.feeds',
    { coordinatorId },
    { tags: ['coordinators', 'backfills'] },
  );
  const [path, setPath] = useState<string | null>(null);
  const offered = data?.find(({ feed }) => feedPath(feed) === path) ?? data?.[0];
  const [lastDay, setLastDay] = useState(() => dayOf(Date.now() / 1000 - secondsPerDay));
  const [firstDay, setFirstDay] = useState(() => dayOf(Date.now() / 1000 - 30 * secondsPerDay));
  const [showsRecords, setShowsRecords] = useState(false);
  const backfill = useCommand('coordinators.backfill', 'inline');
  const calendar = useQuery(
    'data.calendar',
    offered === undefined || firstDay > lastDay ? null : { feed: offered.feed, firstDay, lastDay },
    { tags: ['data'] },
  );
  const problem = firstDay > lastDay ? 'The range ends before it starts.' : undefined;
  if (offered === undefined) {
    return (
      <Panel title={`Feeds of ${name}`}>
        {error !== undefined ? (
          <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
        ) : data === undefined ? (
          <LoadingState label={`Asking ${name} for its feeds`} rows={4} />
        ) : (
          <p className={styles.note}>It offers no feed.</p>
        )}
      </Panel>
    );
  }
  return (
    <Panel title={`Feeds of ${name}`}>
      <div className={styles.form}>
        <div className={styles.range}>
          <Field label="Feed">
            <Select
              value={feedPath(offered.feed)}
              onValueChange={setPath}
              options={(data ?? []).map(({ feed }) => ({ value: feedPath(feed), label: feedPath(feed) }))}
            />
          </Field>
          <Field label="First day, UTC">
            <TextField type="date" required value={firstDay} onValueChange={setFirstDay} />
          </Field>
          <Field label="Last day, UTC, included" error={problem}>
            <TextField type="date" required value={lastDay} onValueChange={setLastDay} />
          </Field>
        </div>
        <p className={styles.note}>
          It has {formatWhole(offered.recordCount)} live records
          {offered.oldestTs !== null &&
            offered.newestTs !== null &&
            ` from ${formatMoment(secondsOf(offered.oldestTs), zone)} to ${formatMoment(secondsOf(offered.newestTs), zone)}`}
          .
        </p>
        {mayChange && (
          <Toolbar label="What to do with the range">
            {problem === undefined && (
              <PullControls feed={offered.feed} range={{ firstDay, lastDay }} days={calendar.data ?? []} />
            )}
            <Button
              busy={backfill.isBusy}
              disabled={problem !== undefined}
              onClick={() => void backfill.run({ coordinatorId, feed: offered.feed, firstDay, lastDay })}
            >
              Start a backfill on the coordinator
            </Button>
            <Button look="quiet" onClick={() => setShowsRecords(!showsRecords)}>
              {showsRecords ? 'Hide the latest records' : 'Show the latest records'}
            </Button>
          </Toolbar>
        )}
        {backfill.error !== undefined && (
          <p role="alert" className={styles.trouble}>
            {toErrorEnvelope(backfill.error).message}
          </p>
        )}
        {showsRecords && <LatestRecords coordinatorId={coordinatorId} feed={offered.feed} />}
      </div>
    </Panel>
  );
}
