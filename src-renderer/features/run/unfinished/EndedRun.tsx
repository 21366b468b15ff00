import { useLocation } from 'wouter';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import type { ErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatMoment, secondsOf, zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { LogView } from '../log/LogView.tsx';
import { useRunActions } from '../use-run-actions.ts';
import { Attempts } from './Attempts.tsx';
import { failureAdvice, type Remedy } from './failure-advice.ts';
import styles from './unfinished.module.css';

const unknownFailure: ErrorEnvelope = { code: 'INTERNAL', message: 'It failed, and left no reason.' };

/** A run that failed: why, what helps, and the end of its log. */
export function FailedRun({ job }: { job: JobRow }) {
  // The row of the queue may hold less of the reason.
  const { data } = useQuery('jobs.get', { jobId: job.jobId }, { tags: [`job:${job.jobId}`] });
  const error = data?.row.error ?? job.error ?? unknownFailure;
  const advice = failureAdvice(error.code);
  return (
    <div className={styles.active}>
      <ErrorState
        compact
        title={failureTitle(job)}
        error={error}
        action={<Remedies job={job} remedies={advice.remedies} />}
      />
      <p className={styles.text}>
        <strong className={styles.what}>What to do: </strong>
        {advice.text}
      </p>
      <Attempts job={job} />
      <h2>Log</h2>
      <LogView />
    </div>
  );
}

function failureTitle({ startedAt, completedAt, attempt }: JobRow): string {
  const after =
    startedAt === null || completedAt === null
      ? ''
      : ` after ${formatDuration(secondsOf(completedAt) - secondsOf(startedAt))}`;
  return `Failed${after}${attempt > 1 ? `, in attempt ${attempt}` : ''}`;
}

const remedyWords: Readonly<Record<Remedy, string>> = {
  retry: 'Retry',
  edit: 'Edit and run',
  data: 'Look at the data',
  settings: 'Open the settings',
};

function Remedies({ job, remedies }: { job: JobRow; remedies: readonly Remedy[] }) {
  const actions = useRunActions(job);
  const [, navigate] = useLocation();
  const doing: Readonly<Record<Remedy, () => void>> = {
    retry: () => void actions.runAgain(),
    edit: actions.edit,
    data: () => navigate('/data'),
    settings: () => navigate('/settings'),
  };
  if (!actions.mayChange) return null;
  return remedies.map((remedy, index) => (
    <Button
      key={remedy}
      look={index === 0 ? 'primary' : 'normal'}
      busy={remedy === 'retry' && actions.isBusy}
      onClick={doing[remedy]}
    >
      {remedyWords[remedy]}
    </Button>
  ));
}

/** A run that was cancelled: when, and what of it is left. */
export function CancelledRun({ job }: { job: JobRow }) {
  const actions = useRunActions(job);
  const zone = usePreferences((state) => state.timeZone);
  const { startedAt, completedAt } = job;
  const at = completedAt === null ? undefined : secondsOf(completedAt);
  return (
    <div className={styles.active}>
      <Panel title={startedAt === null ? 'Cancelled before it started' : 'Cancelled while it ran'}>
        <p className={styles.text}>
          {at !== undefined &&
            `It was cancelled at ${formatMoment(at, zone, 'second')} ${zoneName(zone, at)}`}
          {at !== undefined && startedAt !== null && `, after ${formatDuration(at - secondsOf(startedAt))}`}
          {at !== undefined && '. '}
          Its settings, its notes and its log are kept. Predictions that it had made are not: a part of a run
          has no figures that could be compared. The candles stay in the cache.
        </p>
        {actions.mayChange && (
          <div className={styles.buttons}>
            <Button look="primary" busy={actions.isBusy} onClick={() => void actions.runAgain()}>
              Run again
            </Button>
            <Button onClick={actions.edit}>Edit and run</Button>
          </div>
        )}
      </Panel>
      <Attempts job={job} />
      <h2>Log</h2>
      <LogView />
    </div>
  );
}
