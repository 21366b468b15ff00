import { settingsSchema, type Settings } from '../../../src-core/api/contract/settings.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Panel } from '../../ui/Panel.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { CommittedNumber } from './CommittedNumber.tsx';
import { RetryDelaysField } from './RetryDelaysField.tsx';
import { SettingRow } from './SettingRow.tsx';
import { limitsOf } from './limits.ts';
import { useSavedDraft } from './use-saved-draft.ts';

const { slots: slotsSchema, memoryLimitMb: memorySchema } = settingsSchema.shape;

/** How backtests are run. */
export function RunningPanel({ settings }: { settings: Settings }) {
  const update = useCommand('settings.update');
  const mayChange = usePermission('SUBMIT');
  const save = async (change: Partial<Settings>): Promise<boolean> =>
    (await update.run(change)) !== undefined;
  return (
    <Panel title="Running backtests">
      <div>
        <SettingRow label="Slots" hint="Backtests that run at the same time. A change holds at once.">
          <CommittedNumber
            saved={settings.slots}
            {...limitsOf(slotsSchema)}
            disabled={!mayChange}
            onSave={(slots) => save({ slots })}
          />
        </SettingRow>
        <SettingRow
          label="Memory limit, MiB"
          hint="Of a new backtest, worker and model together. Each can ask for another in its spec."
        >
          <CommittedNumber
            saved={settings.memoryLimitMb}
            {...limitsOf(memorySchema)}
            step={256}
            disabled={!mayChange}
            onSave={(memoryLimitMb) => save({ memoryLimitMb })}
          />
        </SettingRow>
        <RetryDelaysField
          saved={settings.retryDelaysSeconds}
          disabled={!mayChange}
          onSave={(retryDelaysSeconds) => save({ retryDelaysSeconds })}
        />
        <SettingRow
          label="Python interpreter"
          hint="Of new backtests with a model in Python: a path, a virtual environment, or empty for the python3 on the PATH."
        >
          <PythonField saved={settings.python} disabled={!mayChange} onSave={(python) => save({ python })} />
        </SettingRow>
      </div>
    </Panel>
  );
}

function PythonField({
  saved,
  disabled,
  onSave,
}: {
  saved: string;
  disabled: boolean;
  onSave: (python: string) => Promise<boolean>;
}) {
  const [draft, setDraft] = useSavedDraft(saved);
  const commit = (): void => {
    if (draft.trim() !== saved) void onSave(draft.trim());
  };
  return (
    <TextField
      code
      placeholder="python3"
      disabled={disabled}
      value={draft}
      onValueChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}
