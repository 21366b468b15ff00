import { useState } from 'react';
import type { Settings } from '../../../src-core/api/contract/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { SettingRow } from './SettingRow.tsx';
import { delaysOfTyped, delayWords, typedDelays, usualRetries } from './retry-delays.ts';
import { useSavedDraft } from './use-saved-draft.ts';

/** How long automatic retries wait: seconds, and what they mean in words. */
export function RetryDelaysField({
  saved,
  disabled,
  onSave,
}: {
  saved: Settings['retryDelaysSeconds'];
  disabled: boolean;
  /** Answers whether it was saved; else the field goes back. */
  onSave: (delays: number[]) => Promise<boolean>;
}) {
  const [draft, setDraft] = useSavedDraft(typedDelays(saved));
  const [wasLeft, setLeft] = useState(false);
  const read = delaysOfTyped(draft);
  const commit = async (): Promise<void> => {
    setLeft(true);
    if ('problem' in read || typedDelays(read.delays) === typedDelays(saved)) return;
    if (!(await onSave(read.delays))) setDraft(typedDelays(saved));
  };
  return (
    <SettingRow
      label="Delays of retries, seconds"
      hint={
        <>
          {delayWords('delays' in read ? read.delays : saved)} A run whose worker is lost is tried again by
          itself, {usualRetries} times unless its spec says otherwise; other failures are not.
        </>
      }
      error={wasLeft && 'problem' in read ? read.problem : undefined}
    >
      <TextField
        inputMode="numeric"
        placeholder="5, 60, 300"
        disabled={disabled}
        value={draft}
        onValueChange={(text) => {
          setLeft(false);
          setDraft(text);
        }}
        onBlur={() => void commit()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void commit();
        }}
      />
    </SettingRow>
  );
}
