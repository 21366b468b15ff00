import { useState } from 'react';
import type { Settings } from '../../../src-core/api/contract/settings.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Field } from '../../ui/Field.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextField } from '../../ui/TextField.tsx';
import styles from './settings.module.css';

const fewestSlots = 1;
const mostSlots = 16;
const leastMemory = 256;

/** How backtests are run. */
export function RunningPanel({ settings }: { settings: Settings }) {
  const update = useCommand('settings.update');
  const mayChange = usePermission('SUBMIT');
  const [python, setPython] = useState(settings.python);
  return (
    <Panel title="Running backtests">
      <div className={styles.fields}>
        <Field label="Slots" hint="Backtests that run at the same time. A change holds at once.">
          <NumberField
            value={settings.slots}
            minimum={fewestSlots}
            maximum={mostSlots}
            disabled={!mayChange}
            onValueChange={(slots) => {
              if (slots !== null) void update.run({ slots });
            }}
          />
        </Field>
        <Field label="Memory limit of a new backtest, MiB" hint="Worker and model together.">
          <NumberField
            value={settings.memoryLimitMb}
            minimum={leastMemory}
            step={leastMemory}
            disabled={!mayChange}
            onValueChange={(memoryLimitMb) => {
              if (memoryLimitMb !== null) void update.run({ memoryLimitMb });
            }}
          />
        </Field>
        <Field
          label="Python interpreter of a new backtest"
          hint="A path, a virtual environment, or empty for the one on the PATH."
        >
          <TextField
            code
            placeholder="python3"
            disabled={!mayChange}
            value={python}
            onValueChange={setPython}
            onBlur={() => {
              if (python !== settings.python) void update.run({ python });
            }}
          />
        </Field>
      </div>
    </Panel>
  );
}
