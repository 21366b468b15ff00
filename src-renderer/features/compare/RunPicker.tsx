import { X } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { formatDays } from '../../format/day.ts';
import { useJobs } from '../../state/live/use-live.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Toolbar } from '../../ui/Toolbar.tsx';
import { ExportMenu } from '../exports/ExportMenu.tsx';
import { mostCompared } from './asked-runs.ts';
import styles from './compare.module.css';

/** Chooses the runs to compare without leaving. */
export function RunPicker({
  jobIds,
  onChange,
}: {
  jobIds: readonly string[];
  onChange: (jobIds: readonly string[]) => void;
}) {
  const jobs = useJobs();
  const picker = useRef<HTMLSpanElement>(null);
  const options = useMemo(
    () =>
      Object.values(jobs)
        .filter(({ jobId, state }) => state === 'completed' && !jobIds.includes(jobId))
        .toSorted((left, right) => (left.createdAt < right.createdAt ? 1 : -1))
        .map(({ jobId, name, feeds, firstDay, lastDay }) => ({
          value: jobId,
          label: `${name} [${jobId.slice(0, 8)}]`,
          hint: `${feeds.join(', ')}, ${formatDays(firstDay ?? '', lastDay ?? '')}`,
        })),
    [jobs, jobIds],
  );
  const isFull = jobIds.length >= mostCompared;
  return (
    <Toolbar label="Runs to compare" end={<ExportMenu jobIds={jobIds} />}>
      {jobIds.map((jobId) => {
        const name = jobs[jobId]?.name ?? jobId.slice(0, 8);
        return (
          <span key={jobId} className={styles.chosen}>
            <span className={styles.chosenName} title={name}>
              {name}
            </span>
            <IconButton
              label={`Take ${name} out of the comparison`}
              icon={<X aria-hidden />}
              onClick={() => onChange(jobIds.filter((other) => other !== jobId))}
            />
          </span>
        );
      })}
      <span ref={picker} className={styles.add}>
        <Combobox
          // A new one after each choice, so that it is empty again.
          key={jobIds.join(',')}
          aria-label="Add a run"
          placeholder={isFull ? `At most ${mostCompared} runs` : 'Add a run'}
          disabled={isFull}
          value={null}
          onValueChange={(jobId) => {
            if (jobId === null) return;
            onChange([...jobIds, jobId]);
            // The next one is often added right after.
            requestAnimationFrame(() => picker.current?.querySelector('input')?.focus());
          }}
          options={options}
          emptyText="No other completed run."
        />
      </span>
    </Toolbar>
  );
}
