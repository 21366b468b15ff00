import { Button } from '../../ui/Button.tsx';

/** What can be done with a setting that was changed and is told what it would do before it is saved. */
export function DraftButtons({
  saved,
  busy,
  disabled,
  onSave,
  onLeave,
}: {
  /** In words, what it is as long as nothing is saved. */
  saved: string;
  busy: boolean;
  /** Whether it cannot be saved as it is. */
  disabled?: boolean;
  onSave: () => void;
  onLeave: () => void;
}) {
  return (
    <>
      <Button look="primary" busy={busy} disabled={disabled} onClick={onSave}>
        Save
      </Button>
      <Button onClick={onLeave}>Leave it at {saved}</Button>
    </>
  );
}
