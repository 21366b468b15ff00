import { useEffect } from 'react';
import { usePreferences, type Theme } from '../state/preferences.ts';

const darkQuery = '(prefers-color-scheme: dark)';

/** The theme that is on screen now, whoever decided it. */
export function shownTheme(theme: Theme = usePreferences.getState().theme): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return window.matchMedia(darkQuery).matches ? 'dark' : 'light';
}

/** Writes the preferences to the root element, where the tokens read them. */
export function useAppearance(): void {
  const { theme, palette, density } = usePreferences();
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.dataset['palette'] = palette;
    root.dataset['density'] = density;
  }, [theme, palette, density]);
}
