import { useSyncExternalStore } from 'react';
import { usePreferences } from './preferences.ts';

const media = {
  dark: '(prefers-color-scheme: dark)',
  contrast: '(prefers-contrast: more)',
  forced: '(forced-colors: active)',
} as const;

/** The theme that is on screen now, whoever decided it. */
export function shownTheme(): 'dark' | 'light' {
  const { theme } = usePreferences.getState();
  if (theme !== 'system') return theme;
  return window.matchMedia(media.dark).matches ? 'dark' : 'light';
}

/** Writes the preferences to the root element, where the tokens read them, now and at every change. */
export function followPreferences(): void {
  const write = (): void => {
    const { theme, palette, density } = usePreferences.getState();
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.dataset['palette'] = palette;
    root.dataset['density'] = density;
  };
  write();
  // Before any component listens, so that those who read computed tokens find the new ones.
  usePreferences.subscribe(write);
}

function subscribe(listener: () => void): () => void {
  const lists = Object.values(media).map((query) => window.matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  const stop = usePreferences.subscribe(listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
    stop();
  };
}

function appearance(): string {
  const { palette, density } = usePreferences.getState();
  const matching = Object.values(media).map((query) => window.matchMedia(query).matches);
  return [shownTheme(), palette, density, ...matching].join(' ');
}

/** Changes whenever computed tokens may have changed. */
export function useAppearanceKey(): string {
  return useSyncExternalStore(subscribe, appearance);
}
