import { useMemo, useState } from 'react';
import { formatOrdinal } from '../../format/ordinal.ts';
import { useJobs } from '../../state/live/use-live.ts';
import { Combobox } from '../../ui/Combobox.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { countJobs } from './bulk-outcome.ts';
import type { QueuePlace } from './move-by-one.ts';
import { waitingOrder } from './queue-places.ts';

/** Of how many jobs at the head of the queue one can be chosen; further back, the order is not arranged by hand. */
const mostOffered = 200;

/** Chooses the job before which others are to start. */
export default function MoveBeforeDialog({
  jobIds,
  onMove,
  onClose,
}: {
  /** What is moved. */
  jobIds: readonly string[];
  onMove: (place: QueuePlace) => void;
  onClose: () => void;
}) {
  const jobs = useJobs();
  const [before, setBefore] = useState<string | null>(null);
  const options = useMemo(() => {
    const moved = new Set(jobIds);
    return waitingOrder(Object.values(jobs))
      .map((jobId, index) => ({ value: jobId, label: `${formatOrdinal(index + 1)}: ${jobs[jobId]?.name}` }))
      .filter(({ value }) => !moved.has(value))
      .slice(0, mostOffered);
  }, [jobs, jobIds]);
  return (
    <FormDialog
      onClose={onClose}
      title={`Start ${countJobs(jobIds.length)} before another one`}
      description="They keep their order among themselves."
      submitLabel="Move"
      disabled={before === null}
      onSubmit={() => {
        if (before === null) return;
        onMove({ before });
        onClose();
      }}
    >
      <Field label="Before">
        <Combobox
          value={before}
          onValueChange={setBefore}
          options={options}
          placeholder="Its place or its name"
          emptyText="No other job waits like that."
        />
      </Field>
    </FormDialog>
  );
}
