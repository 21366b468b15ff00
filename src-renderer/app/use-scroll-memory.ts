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
    element.scrollTop = wanted;
    const remember = (): void => void positions.set(path, element.scrollTop);
    const observer = new ResizeObserver(() => {
      if (element.scrollHeight - element.clientHeight < wanted) return;
      observer.disconnect();
      element.scrollTop = wanted;
    });
    const stopWaiting = (): void => observer.disconnect();
    if (element.scrollTop < wanted) {
      for (const child of element.children) observer.observe(child);
    }
    // Whoever scrolls meanwhile wants to be elsewhere.
    element.addEventListener('wheel', stopWaiting, { passive: true });
    element.addEventListener('keydown', stopWaiting);
    return () => {
      remember();
      observer.disconnect();
      element.removeEventListener('wheel', stopWaiting);
      element.removeEventListener('keydown', stopWaiting);
    };
  }, [scroller, path]);
}
