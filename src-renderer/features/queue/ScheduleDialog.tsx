import { useState } from 'react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { formatDuration } from '../../format/duration.ts';
import { secondsOf } from '../../format/time.ts';
import { secondsOfTyped, typedMoment, type TypedMoment } from '../../format/typed-moment.ts';
import { momentWords } from '../../format/waiting.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { MomentField } from '../../ui/MomentField.tsx';
import { useNow } from '../run/use-now.ts';
import { countJobs } from './bulk-outcome.ts';
import styles from './order.module.css';
import { tellOutcome } from './tell-outcome.ts';

/** The full hour that is at least half an hour away: a moment to begin with. */
const nextHour = (nowSeconds: number): number => Math.ceil((nowSeconds + 1800) / 3600) * 3600;

/** Chooses the moment before which jobs do not start. */
export default function ScheduleDialog({ jobs, onClose }: { jobs: readonly JobRow[]; onClose: () => void }) {
  const zone = usePreferences((state) => state.timeZone);
  const schedule = useCommand('queue.schedule');
  const now = useNow(true);
  const [moment, setMoment] = useState<TypedMoment>(() => {
    const planned = jobs[0]?.notBefore ?? null;
    return typedMoment(planned === null ? nextHour(now) : secondsOf(planned), zone);
  });
  const seconds = secondsOfTyped(moment);
  const save = async (): Promise<void> => {
    if (seconds === undefined) return;
    const notBefore = new Date(seconds * 1000).toISOString();
    const outcome = await schedule.run({ jobIds: jobs.map(({ jobId }) => jobId), notBefore });
    tellOutcome(`Not before ${momentWords(seconds, moment.zone, now)}`, jobs, outcome);
    if (outcome !== undefined) onClose();
  };
  return (
    <FormDialog
      onClose={onClose}
      title={
        jobs.length === 1 ? `When may ${jobs[0]?.name} start?` : `When may ${countJobs(jobs.length)} start?`
      }
      description="Not before this moment, and then in turn. What is waited for besides is still waited for."
      submitLabel="Schedule"
      busy={schedule.isBusy}
      disabled={seconds === undefined}
      onSubmit={() => void save()}
    >
      <MomentField label="Not before" value={moment} onValueChange={setMoment} />
      <p className={styles.hint}>{distanceWords(seconds, now)}</p>
    </FormDialog>
  );
}

function distanceWords(seconds: number | undefined, now: number): string {
  if (seconds === undefined) return 'A day and a time of day are needed, such as 2026-11-22 and 22:00.';
  if (seconds <= now) return 'That moment has passed: nothing would be held back.';
  return `That is in ${formatDuration(Math.round((seconds - now) / 60) * 60)}.`;
}
