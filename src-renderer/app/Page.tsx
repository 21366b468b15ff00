import { useEffect, useRef, type ReactNode } from 'react';
import { hasNavigated } from './hash-location.ts';
import { usePageStore, type Crumb } from './page-store.ts';
import styles from './Page.module.css';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';

export interface PageProps {
  /** Name of the page: shown in the top bar, in the window's title, and as the heading that gets the focus. */
  title: string;
  /** Where it hangs, outermost first: `[{ label: 'Queue', href: '/' }]`. */
  breadcrumb?: readonly Crumb[];
  /** `scroll`: the page scrolls (usual). `fill`: it has the height of the window, and its parts scroll. */
  layout?: 'scroll' | 'fill';
  children: ReactNode;
}

const noBreadcrumb: readonly Crumb[] = [];

/** Every screen is one `Page`. */
export function Page({ title, breadcrumb = noBreadcrumb, layout = 'scroll', children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const trail = JSON.stringify(breadcrumb);
  useEffect(() => {
    usePageStore.setState({ title, breadcrumb: JSON.parse(trail) as Crumb[] });
    document.title = `${title} · Hindcast`;
  }, [title, trail]);
  useEffect(() => {
    // Not on the first page of a window: there, nobody has navigated yet.
    if (hasNavigated()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={layout === 'fill' ? styles.fill : styles.scroll}>
      <VisuallyHidden>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </VisuallyHidden>
      {children}
    </div>
  );
}
