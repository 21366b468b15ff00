import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useJobs } from '../../state/live/use-live.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ExportMenu } from '../exports/ExportMenu.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import styles from './compare.module.css';

const most = 10;

/** Chooses the runs to compare without leaving. */
export function RunPicker({
  jobIds,
  onChange,
}: {
  jobIds: readonly string[];
  onChange: (jobIds: readonly string[]) => void;
}) {
  const jobs = useJobs();
  const options = useMemo(
    () =>
      Object.values(jobs)
        .filter(({ jobId, state }) => state === 'completed' && !jobIds.includes(jobId))
        .map(({ jobId, name, feeds, firstDay, lastDay }) => ({
          value: jobId,
          label: `${name} [${jobId.slice(0, 8)}]`,
          hint: `${feeds.join(', ')} ${firstDay} to ${lastDay}`,
        })),
    [jobs, jobIds],
  );
  return (
    <Toolbar label="Runs to compare" end={<ExportMenu jobIds={jobIds} />}>
      {jobIds.map((jobId) => {
        const name = jobs[jobId]?.name ?? jobId.slice(0, 8);
        return (
          <span key={jobId} className={styles.chosen}>
            {name}
            <IconButton
              label={`Take ${name} out of the comparison`}
              icon={<X aria-hidden />}
              onClick={() => onChange(jobIds.filter((other) => other !== jobId))}
            />
          </span>
        );
      })}
      <Combobox
        // A new one after each choice, so that it is empty again.
        key={jobIds.join(',')}
        aria-label="Add a run"
        className={styles.add}
        placeholder={jobIds.length >= most ? `At most ${most} runs` : 'Add a run'}
        disabled={jobIds.length >= most}
        value={null}
        onValueChange={(jobId) => {
          if (jobId !== null) onChange([...jobIds, jobId]);
        }}
        options={options}
        emptyText="No other completed run."
      />
    </Toolbar>
  );
}
