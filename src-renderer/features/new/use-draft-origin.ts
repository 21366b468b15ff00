import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { rendererKinds } from '../kinds/registry.ts';
import { startDraft, useDraft } from './draft-store.ts';
import { specFromSearch } from './prefill.ts';
import type { SpecDraft } from './spec-value.ts';

/**
 * Fills the draft from what the address asks for: `?from=JOB` for the spec of a job, or fields of a deep link. A draft
 * that was filled from the same is left as it has become since.
 */
export function useDraftOrigin(): { isReady: boolean; error: unknown; retry: () => void } {
  const [search] = useSearchParams();
  const jobId = search.get('from');
  // The tab of the screen is no part of what is asked for.
  const asked = new URLSearchParams(search);
  asked.delete('as');
  const origin = asked.toString();
  const job = useQuery('jobs.get', jobId === null ? null : { jobId });
  const settings = useQuery('settings.get', {}, { tags: ['settings'] });
  const feeds = useQuery('data.feeds', {}, { tags: ['data'] });
  const current = useDraft((draft) => draft.origin);
  // Coming back without asking for anything finds what was being written.
  const isFilled = current !== undefined && (current === origin || origin === '');
  useEffect(() => {
    if (isFilled || settings.data === undefined || feeds.data === undefined) return;
    if (jobId !== null) {
      if (job.data !== undefined) startDraft(origin, job.data.spec);
      return;
    }
    const given = specFromSearch(new URLSearchParams(origin));
    const kind = rendererKinds.find((known) => known.kind === given['kind']) ?? rendererKinds[0];
    const usual = kind?.usualSpec(
      {
        settings: settings.data,
        feed: usualFeed(feeds.data, given),
        nowSeconds: Date.now() / 1000,
      },
      given,
    );
    startDraft(origin, usual ?? given);
  }, [isFilled, origin, jobId, job.data, settings.data, feeds.data]);
  return {
    isReady: isFilled,
    error: isFilled ? undefined : (job.error ?? settings.error ?? feeds.error),
    retry: () => {
      for (const query of [job, settings, feeds]) query.refetch();
    },
  };
}

/** The feed that is asked for, where it is here; the first one that is here where none is asked for. */
function usualFeed(
  feeds: OutputOf<'data.feeds'>,
  given: SpecDraft,
): OutputOf<'data.feeds'>[number] | undefined {
  if (given['feed'] === undefined) return feeds[0];
  const asked = feedSchema.safeParse(given['feed']);
  return asked.success ? feeds.find(({ feed }) => feedPath(feed) === feedPath(asked.data)) : undefined;
}
