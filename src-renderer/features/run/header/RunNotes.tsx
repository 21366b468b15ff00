import { PencilLine } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { usePermission } from '../../../state/api-context.tsx';
import { useCommand } from '../../../state/query/use-command.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextArea } from '../../../ui/TextArea.tsx';
import styles from './header.module.css';

const longest = 4000;

/**
 * What the person has written about a run, edited in place: Enter and leaving the field save, Escape leaves it as it
 * was.
 */
export function RunNotes({ job }: { job: JobRow }) {
  const mayChange = usePermission('SUBMIT');
  const annotate = useCommand('jobs.annotate');
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wantsFocus = useRef(false);

  const save = async (): Promise<void> => {
    if (draft === null) return;
    const notes = draft.trim();
    // A failure leaves the field open, with what was written.
    if (notes !== job.notes && (await annotate.run({ jobId: job.jobId, notes })) === undefined) return;
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') setDraft(null);
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
    wantsFocus.current = true;
  };
  useEffect(() => {
    // Back to where the person was, once the field has gone.
    if (draft !== null || !wantsFocus.current) return;
    wantsFocus.current = false;
    button.current?.focus();
  }, [draft]);
  if (draft !== null) {
    return (
      <TextArea
        className={styles.notesField}
        aria-label="Notes"
        placeholder="Enter saves, Shift+Enter starts a line, Escape leaves it"
        rows={2}
        maxLength={longest}
        // The person asked for it by pressing the button in its place.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={draft}
        onValueChange={setDraft}
        onKeyDown={onKeyDown}
        onBlur={() => void save()}
      />
    );
  }
  if (!mayChange) return job.notes === '' ? null : <p className={styles.notes}>{job.notes}</p>;
  return job.notes === '' ? (
    <Button
      ref={button}
      look="quiet"
      className={styles.addNotes}
      icon={<PencilLine aria-hidden />}
      onClick={() => setDraft('')}
    >
      Add notes
    </Button>
  ) : (
    <button
      ref={button}
      type="button"
      className={styles.notes}
      title="Edit the notes"
      aria-label={`Notes: ${job.notes}. Edit`}
      onClick={() => setDraft(job.notes)}
    >
      {job.notes}
    </button>
  );
}
