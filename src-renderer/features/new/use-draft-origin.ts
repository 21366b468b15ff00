import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { useQuery } from '../../state/query/use-query.ts';
import { rendererKinds } from '../kinds/registry.ts';
import { startDraft, useDraft } from './draft-store.ts';
import { specFromSearch } from './prefill.ts';

/**
 * Fills the draft from what the address asks for: `?from=JOB` for the spec of a job, or fields of a deep link. A draft
 * that was filled from the same is left as it has become since.
 */
export function useDraftOrigin(): { isReady: boolean; error: unknown } {
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
    const usual = kind?.usualSpec({
      settings: settings.data,
      feed: feeds.data[0],
      nowSeconds: Date.now() / 1000,
    });
    startDraft(origin, { ...usual, ...given });
  }, [isFilled, origin, jobId, job.data, settings.data, feeds.data]);
  return { isReady: isFilled, error: job.error ?? settings.error ?? feeds.error };
}
