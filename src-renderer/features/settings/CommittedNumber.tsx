import { NumberField } from '../../ui/NumberField.tsx';
import { useSavedDraft } from './use-saved-draft.ts';

/** A number that is saved once it has been typed or stepped to, not on the way there. */
export function CommittedNumber({
  saved,
  minimum,
  maximum,
  step,
  disabled,
  onSave,
}: {
  saved: number;
  minimum: number;
  maximum: number;
  step?: number;
  disabled: boolean;
  /** Answers whether it was saved; else the field goes back. */
  onSave: (value: number) => Promise<boolean>;
}) {
  const [draft, setDraft] = useSavedDraft<number | null>(saved);
  const commit = async (value: number | null): Promise<void> => {
    if (value === saved) return;
    if (value === null || !(await onSave(value))) setDraft(saved);
  };
  return (
    <NumberField
      value={draft}
      onValueChange={setDraft}
      onValueCommitted={(value) => void commit(value)}
      minimum={minimum}
      maximum={maximum}
      step={step}
      disabled={disabled}
    />
  );
}
