import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Select } from '../../ui/Select.tsx';
import { SettingRow } from './SettingRow.tsx';

/** How this window looks; each window keeps its own. */
export function AppearancePanel() {
  const { theme, palette, density, timeZone } = usePreferences();
  return (
    <Panel title="Appearance of this window">
      <div>
        <SettingRow label="Theme">
          <Select
            value={theme}
            onValueChange={(next) => setPreferences({ theme: next })}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </SettingRow>
        <SettingRow label="Colours of gain and loss" hint="Signs stand beside the colours in any case.">
          <Select
            value={palette}
            onValueChange={(next) => setPreferences({ palette: next })}
            options={[
              { value: 'blue-orange', label: 'Blue and orange', hint: 'told apart by everyone' },
              { value: 'green-red', label: 'Green and red' },
              { value: 'red-green', label: 'Red and green' },
            ]}
          />
        </SettingRow>
        <SettingRow label="Rows">
          <Select
            value={density}
            onValueChange={(next) => setPreferences({ density: next })}
            options={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
          />
        </SettingRow>
        <SettingRow label="Times" hint="Days are UTC days in any case.">
          <Select
            value={timeZone}
            onValueChange={(next) => setPreferences({ timeZone: next })}
            options={[
              { value: 'utc', label: 'UTC' },
              { value: 'local', label: 'Local time' },
            ]}
          />
        </SettingRow>
      </div>
    </Panel>
  );
}
