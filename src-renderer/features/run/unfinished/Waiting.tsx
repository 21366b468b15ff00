import { Fragment, useState } from 'react';
import { Link } from 'wouter';
import type { JobDetail } from '../../../../src-core/api/contract/jobs.ts';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { shownStateOf, stateWords } from '../../../format/job-state.ts';
import { formatOrdinal } from '../../../format/ordinal.ts';
import { formatMoment, secondsOf, zoneName } from '../../../format/time.ts';
import { waitingReasons, type WaitingReason } from '../../../format/waiting.ts';
import { usePermission } from '../../../state/api-context.tsx';
import { useHostStatus, useJobs, useSlots } from '../../../state/live/use-live.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { useCommand } from '../../../state/query/use-command.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import { Button } from '../../../ui/Button.tsx';
import { waitingOrder } from '../../queue/queue-places.ts';
import ScheduleDialog from '../../queue/ScheduleDialog.tsx';
import { tellOutcome } from '../../queue/tell-outcome.ts';
import { usePauseSwitch } from '../../queue/use-pause-switch.ts';
import { useNow } from '../use-now.ts';
import { retryCause } from './attempts.ts';
import styles from './unfinished.module.css';

/** What a run waits for, in sentences, and what can be done about it. */
export function Waiting({ job }: { job: JobRow }) {
  const status = useHostStatus();
  const zone = usePreferences((state) => state.timeZone);
  const now = useNow(job.notBefore !== null);
  const { data } = useQuery('jobs.get', { jobId: job.jobId }, { tags: [`job:${job.jobId}`] });
  const reasons = waitingReasons(job, status?.waitsForMemory ?? null, zone, now);
  const isPaused = status !== undefined && status.paused !== null;
  return (
    <>
      <ul className={styles.reasons}>
        {status !== undefined && status.paused !== null && (
          <li>
            The queue is paused, by {status.paused.by} since {momentOf(status.paused.at, zone)}: nothing
            starts until it goes on.
          </li>
        )}
        {reasons.map((reason) => (
          <li key={reason.on}>
            <Reason reason={reason} detail={data} />
          </li>
        ))}
        {reasons.length === 0 && <Turn job={job} isPaused={isPaused} />}
      </ul>
      <WaitingActions job={job} />
    </>
  );
}

/** What it waits for as a sentence, with what only its history and its dependencies tell. */
function Reason({ reason: { on, words }, detail }: { reason: WaitingReason; detail: JobDetail | undefined }) {
  const awaited = (detail?.after ?? []).filter(({ isMet }) => !isMet).map(({ jobId }) => jobId);
  const cause = retryCause(detail?.events ?? []);
  if (on === 'jobs' && awaited.length > 0) {
    return (
      <>
        It {words}: <AwaitedJobs jobIds={awaited} />.
      </>
    );
  }
  if (on === 'retry' && cause !== undefined) return `It ${words}: ${cause}.`;
  return `It ${on === 'moment' ? 'starts ' : ''}${words}.`;
}

/** The jobs that it waits for, by their names. */
function AwaitedJobs({ jobIds }: { jobIds: readonly string[] }) {
  const jobs = useJobs();
  return jobIds.map((jobId, index) => {
    const job = jobs[jobId];
    return (
      <Fragment key={jobId}>
        {index > 0 && ', '}
        <Link href={`/runs/${jobId}`}>{job?.name ?? jobId.slice(0, 12)}</Link>
        {job !== undefined && ` (${stateWords[shownStateOf(job)].toLowerCase()})`}
      </Fragment>
    );
  });
}

function momentOf(at: string, zone: 'utc' | 'local'): string {
  const seconds = secondsOf(at);
  return `${formatMoment(seconds, zone)} ${zoneName(zone, seconds)}`;
}

/** Its place, when it waits for nothing else. */
function Turn({ job, isPaused }: { job: JobRow; isPaused: boolean }) {
  const slots = useSlots();
  const jobs = useJobs();
  const busy = slots.filter(({ jobId }) => jobId !== null).length;
  const order = waitingOrder(Object.values(jobs));
  if (!isPaused && busy < slots.length) return <li>It starts in a moment.</li>;
  return (
    <li>
      {isPaused ? '' : `All ${slots.length} slots are busy. `}
      It is the {formatOrdinal(order.indexOf(job.jobId) + 1)} of {order.length} that wait
      {isPaused ? '.' : ', and starts when its turn comes; the result appears here.'}
    </li>
  );
}

function WaitingActions({ job }: { job: JobRow }) {
  const mayChange = usePermission('SUBMIT');
  const pause = usePauseSwitch();
  const move = useCommand('queue.move');
  const schedule = useCommand('queue.schedule');
  const [asks, setAsks] = useState(false);
  if (!mayChange) return null;
  return (
    <div className={styles.buttons}>
      {pause.isPaused && (
        <Button look="primary" busy={pause.isBusy} onClick={pause.toggle}>
          Resume the queue
        </Button>
      )}
      {job.notBefore !== null && (
        <Button
          busy={schedule.isBusy}
          onClick={() =>
            void schedule
              .run({ jobIds: [job.jobId], notBefore: null })
              .then((outcome) => tellOutcome('Free to start', [job], outcome))
          }
        >
          Start now
        </Button>
      )}
      <Button
        busy={move.isBusy}
        onClick={() => void move.run({ jobIds: [job.jobId], place: { to: 'front' } })}
      >
        Move to the front
      </Button>
      <Button onClick={() => setAsks(true)}>Start not before…</Button>
      {asks && <ScheduleDialog jobs={[job]} onClose={() => setAsks(false)} />}
    </div>
  );
}
