import { useLayoutEffect, type RefObject } from 'react';

const positions = new Map<string, number>();

/**
 * Keeps where each path was scrolled to: going back, or to a tab again, finds the place again; a path that is new starts
 * at the top. What is still loading may be too short at first, so the place is taken as soon as there is room.
 */
export function useScrollMemory(scroller: RefObject<HTMLElement | null>, path: string): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const wanted = positions.get(path) ?? 0;
    let isWaiting = true;
    const settle = (): void => {
      element.scrollTo({ top: wanted });
      if (element.scrollTop + 1 < wanted) return;
      stopWaiting();
    };
    const observer = new ResizeObserver(settle);
    const stopWaiting = (): void => {
      isWaiting = false;
      observer.disconnect();
    };
    const remember = (): void => {
      if (!isWaiting) positions.set(path, element.scrollTop);
    };
    for (const child of element.children) observer.observe(child);
    settle();
    // Whoever scrolls meanwhile wants to be elsewhere.
    element.addEventListener('wheel', stopWaiting, { passive: true });
    element.addEventListener('keydown', stopWaiting);
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      stopWaiting();
      element.removeEventListener('wheel', stopWaiting);
      element.removeEventListener('keydown', stopWaiting);
      element.removeEventListener('scroll', remember);
    };
  }, [scroller, path]);
}
