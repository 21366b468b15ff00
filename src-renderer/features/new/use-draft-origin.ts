import { useEffect } from 'react';
import { useSearchParams } from 'wouter';
import { jobIdSchema } from '../../../src-core/api/common-schemas.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../src-core/feed/feed-schema.ts';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { rendererKinds } from '../kinds/registry.ts';
import { startDraft, useDraft } from './draft-store.ts';
import { specFromSearch } from './prefill.ts';
import type { SpecDraft } from './spec-value.ts';

const noSuchJob = new HindcastError('UNKNOWN_JOB', 'There is no such job. It may have been deleted.');

/**
 * Fills the draft from what the address asks for: `?from=JOB` for the spec of a job, or fields of a deep link. A draft
 * that was filled from the same is left as it has become since.
 */
export function useDraftOrigin(): { isReady: boolean; error: unknown; retry: () => void } {
  const [search] = useSearchParams();
  const wanted = search.get('from');
  const readId = jobIdSchema.safeParse(wanted);
  // What cannot be the id of a job is not asked for.
  const jobId = readId.success ? readId.data : null;
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
    if (wanted !== null) {
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
  }, [isFilled, origin, wanted, job.data, settings.data, feeds.data]);
  const error = wanted !== null && jobId === null ? noSuchJob : (job.error ?? settings.error ?? feeds.error);
  return {
    isReady: isFilled,
    error: isFilled ? undefined : error,
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
