import { useEffect, useState, type RefObject } from 'react';

/** So much of the screen away from it counts as near, also inside parts that scroll by themselves. */
const nearby = { rootMargin: '10%', scrollMargin: '10%' };
/** By then it is drawn wherever it is, in milliseconds. */
const patience = 2000;

/** Whether it is time to draw an element: at once when it is on screen or near it, else when nothing else is to do. */
export function useNearScreen(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (isNear || element.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setIsNear(true);
    }, nearby);
    observer.observe(element.current);
    const stopWaiting = whenIdle(() => setIsNear(true));
    return () => {
      observer.disconnect();
      stopWaiting();
    };
  }, [element, isNear]);
  return isNear;
}

/** Runs something when the page has nothing to do. Answers how to stop waiting. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run, patience);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: patience });
  return () => cancelIdleCallback(handle);
}
