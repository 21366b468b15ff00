import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'dark' | 'light';
export type Palette = 'blue-orange' | 'green-red' | 'red-green';
export type Density = 'compact' | 'comfortable';
export type TimeZone = 'utc' | 'local';

/** How this window looks; kept by the browser, not by the host. */
export interface Preferences {
  theme: Theme;
  /** Colours of gain and loss. */
  palette: Palette;
  density: Density;
  timeZone: TimeZone;
  /** Columns that are hidden, by table. */
  hiddenColumns: Readonly<Record<string, readonly string[]>>;
}

export const defaultPreferences: Preferences = {
  theme: 'system',
  palette: 'blue-orange',
  density: 'compact',
  timeZone: 'utc',
  hiddenColumns: {},
};

const version = 1;

const allowed: {
  readonly [Key in 'theme' | 'palette' | 'density' | 'timeZone']: readonly Preferences[Key][];
} = {
  theme: ['system', 'dark', 'light'],
  palette: ['blue-orange', 'green-red', 'red-green'],
  density: ['compact', 'comfortable'],
  timeZone: ['utc', 'local'],
};

/** What was kept, by this or an earlier version, with anything unknown replaced by its default. */
export function readPreferences(kept: unknown): Preferences {
  const found = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
  const pick = <Key extends keyof typeof allowed>(key: Key): Preferences[Key] =>
    allowed[key].find((value) => value === found[key]) ?? defaultPreferences[key];
  const columns = found['hiddenColumns'];
  return {
    theme: pick('theme'),
    palette: pick('palette'),
    density: pick('density'),
    timeZone: pick('timeZone'),
    hiddenColumns:
      typeof columns === 'object' && columns !== null ? (columns as Preferences['hiddenColumns']) : {},
  };
}

export const usePreferences = create<Preferences>()(
  persist((): Preferences => defaultPreferences, {
    name: 'hindcast-preferences',
    version,
    migrate: (kept) => readPreferences(kept),
    merge: (kept) => readPreferences(kept),
  }),
);

export function setPreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change);
}
