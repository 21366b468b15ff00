import { Check, TriangleAlert } from 'lucide-react';
import type { Activity } from '../../../../src-core/api/activity.ts';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { percentDone } from '../../../../src-core/job/percent-done.ts';
import { formatMoment, secondsOf, zoneName } from '../../../format/time.ts';
import { useActivities } from '../../../state/live/use-live.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { useCommand } from '../../../state/query/use-command.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { useRunActions } from '../use-run-actions.ts';
import { verdictOf, type Difference } from './verification.ts';
import styles from './receipt.module.css';

/** Runs a run again beside the queue and says whether it came out the same. */
export function Verification({ job, config }: { job: JobRow; config: unknown }) {
  const actions = useRunActions(job);
  const activity = useActivities(({ kind, subject }) => kind === 'verify_job' && subject === job.jobId).at(
    -1,
  );
  const isRunning = activity?.state === 'running';
  return (
    <Panel title="Can it be reproduced?">
      <div className={styles.verification} aria-live="polite">
        {activity === undefined ? (
          <p className={styles.hint}>
            Runs the same model over the same candles again, beside the queue, and compares every prediction
            and metric. The result stays as it is.
          </p>
        ) : (
          <Outcome activity={activity} config={config} />
        )}
        {!isRunning && (
          <Button
            className={styles.verify}
            disabled={!actions.mayChange}
            busy={actions.isBusy}
            onClick={() => void actions.verify()}
          >
            {activity === undefined ? 'Verify' : 'Verify again'}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Outcome({ activity, config }: { activity: Activity; config: unknown }) {
  const cancel = useCommand('activities.cancel');
  const zone = usePreferences((state) => state.timeZone);
  const { state, activityId, fraction, message, endedAt, error } = activity;
  if (state === 'running') {
    return (
      <div className={styles.running}>
        <ProgressBar
          label="Verification"
          fraction={fraction}
          text={fraction === null ? message : `${message} ${percentDone(fraction)} %`}
        />
        <Button busy={cancel.isBusy} onClick={() => void cancel.run({ activityId })}>
          Cancel
        </Button>
      </div>
    );
  }
  if (state === 'cancelled') return <p className={styles.hint}>The verification was cancelled.</p>;
  if (error !== null) return <ErrorState compact error={error} title="It could not be verified" />;
  const verdict = verdictOf(activity, config);
  if (verdict === undefined) return <p className={styles.hint}>The verification left no verdict.</p>;
  const at = endedAt === null ? undefined : secondsOf(endedAt);
  return (
    <>
      <p className={classNames(styles.verdict, !verdict.isReproduced && styles.different)}>
        {verdict.isReproduced ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
        {verdict.sentence}
        {at !== undefined && (
          <span className={styles.hint}>
            {formatMoment(at, zone)} {zoneName(zone, at)}
          </span>
        )}
      </p>
      {verdict.differences.length > 0 && <Differences differences={verdict.differences} />}
    </>
  );
}

function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} tabIndex={0} role="group" aria-label="What differs">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">What differs</th>
            <th scope="col">Name</th>
            <th scope="col">Then</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ what, name, before, now }) => (
            <tr key={`${what} ${name}`}>
              <td>{what}</td>
              <td>{name}</td>
              <td className={styles.code}>{before}</td>
              <td className={styles.code}>{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
