import { useEffect, useState, type ComponentType } from 'react';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import type { KindTab, KindTabProps } from '../kinds/registry.ts';

const loaded = new Map<KindTab, ComponentType<KindTabProps>>();

/** Brings the code of a tab, so that it opens at once. */
export async function loadTab(tab: KindTab): Promise<ComponentType<KindTabProps>> {
  const { default: Content } = await tab.load();
  loaded.set(tab, Content);
  return Content;
}

/**
 * A tab of a kind of job, whose code comes when it is needed. Not by `lazy`: whatever has suspended once, React shows
 * only after a third of a second.
 */
export function KindTabContent({ tab, ...props }: KindTabProps & { tab: KindTab }) {
  const [Content, setContent] = useState(() => loaded.get(tab));
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    if (Content !== undefined) return;
    let isShown = true;
    loadTab(tab).then(
      (next) => {
        if (isShown) setContent(() => next);
      },
      (thrown: unknown) => {
        if (isShown) setError(thrown);
      },
    );
    return () => {
      isShown = false;
    };
  }, [Content, tab]);
  if (Content !== undefined) return <Content {...props} />;
  if (error !== undefined) return <ErrorState error={error} title="The view could not be loaded" />;
  return <LoadingState label="Loading the view" rows={12} />;
}
