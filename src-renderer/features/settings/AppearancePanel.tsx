import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './settings.module.css';

/** How this window looks; each window keeps its own. */
export function AppearancePanel() {
  const { theme, palette, density, timeZone } = usePreferences();
  return (
    <Panel title="Appearance">
      <div className={styles.fields}>
        <Field label="Theme">
          <Select
            value={theme}
            onValueChange={(next) => setPreferences({ theme: next })}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </Field>
        <Field label="Colours of gain and loss" hint="Signs stand beside the colours in any case.">
          <Select
            value={palette}
            onValueChange={(next) => setPreferences({ palette: next })}
            options={[
              { value: 'blue-orange', label: 'Blue and orange', hint: 'told apart by everyone' },
              { value: 'green-red', label: 'Green and red' },
              { value: 'red-green', label: 'Red and green' },
            ]}
          />
        </Field>
        <Field label="Rows">
          <Select
            value={density}
            onValueChange={(next) => setPreferences({ density: next })}
            options={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
          />
        </Field>
        <Field label="Times">
          <Select
            value={timeZone}
            onValueChange={(next) => setPreferences({ timeZone: next })}
            options={[
              { value: 'utc', label: 'UTC' },
              { value: 'local', label: 'Local time' },
            ]}
          />
        </Field>
      </div>
    </Panel>
  );
}
