import { useMemo } from 'react';
import { useAppearanceKey } from '../../state/appearance.ts';

const usualHeight = 28;

/** Height of a row in pixels as the tokens have it now: it follows the density setting and the size of text. */
export function useRowHeight(): number {
  const appearance = useAppearanceKey();
  return useMemo(() => heightUnder(appearance), [appearance]);
}

/** The tokens are on the root element; the key only says that they may be new. */
function heightUnder(_appearance: string): number {
  const style = getComputedStyle(document.documentElement);
  const height =
    Number.parseFloat(style.fontSize) * Number.parseFloat(style.getPropertyValue('--row-height'));
  return Number.isFinite(height) ? Math.round(height) : usualHeight;
}
