import type { Settings } from '../../../src-core/api/contract/settings.ts';
import { NumberField } from '../../ui/NumberField.tsx';
import { SettingRow } from './SettingRow.tsx';
import { bandwidthLimits, bandwidthOfTyped, bandwidthWords, typedBandwidth } from './bandwidth.ts';
import { useSavedDraft } from './use-saved-draft.ts';

/** How fast candles may be pulled. */
export function BandwidthField({
  saved,
  disabled,
  onSave,
}: {
  saved: Settings['pullBytesPerSecond'];
  disabled: boolean;
  /** Answers whether it was saved; else the field goes back. */
  onSave: (pullBytesPerSecond: Settings['pullBytesPerSecond']) => Promise<boolean>;
}) {
  const [draft, setDraft] = useSavedDraft(typedBandwidth(saved));
  const commit = async (typed: number | null): Promise<void> => {
    const wanted = bandwidthOfTyped(typed);
    if (wanted !== saved && !(await onSave(wanted))) setDraft(typedBandwidth(saved));
  };
  return (
    <SettingRow label="Bandwidth of pulls, kB/s" hint={`${bandwidthWords(draft)} A change holds at once.`}>
      <NumberField
        value={draft}
        onValueChange={setDraft}
        onValueCommitted={(typed) => void commit(typed)}
        {...bandwidthLimits}
        step={100}
        placeholder="no limit"
        disabled={disabled}
      />
    </SettingRow>
  );
}
