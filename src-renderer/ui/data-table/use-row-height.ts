import { useLayoutEffect, useState, type RefObject } from 'react';
import { usePreferences } from '../../state/preferences.ts';

const usualHeight = 28;

/** Height of a row in pixels as the tokens have it now: it follows the density setting and the size of text. */
export function useRowHeight(element: RefObject<HTMLElement | null>): number {
  const density = usePreferences((state) => state.density);
  const [height, setHeight] = useState(usualHeight);
  useLayoutEffect(() => {
    if (element.current === null) return;
    // After the attribute of the density has been written.
    const frame = requestAnimationFrame(() => {
      const style = getComputedStyle(document.documentElement);
      const rem = Number.parseFloat(style.fontSize);
      const rows = Number.parseFloat(style.getPropertyValue('--row-height'));
      if (Number.isFinite(rows * rem)) setHeight(Math.round(rows * rem));
    });
    return () => cancelAnimationFrame(frame);
  }, [element, density]);
  return height;
}
