import type { ApiClient } from '../../../../../src-core/api/client.ts';
import { createPredictionPages, type PredictionChoice, type PredictionPages } from './prediction-pages.ts';

/** The pages of the last choice on the screen of a run, and what they are of. */
export interface KeptPages {
  readonly key: string;
  readonly pages: PredictionPages;
}

/** What is listed while nobody has chosen anything else. */
export const firstChoice: PredictionChoice = {
  sort: 'row',
  descending: false,
  scope: null,
  status: null,
  from: null,
  to: null,
};

const keptName = 'predictions pages';

/** A result, and what the screen of its run keeps. */
export interface PagesPlace {
  readonly api: Pick<ApiClient, 'call'>;
  readonly kept: Map<string, unknown>;
  readonly jobId: string;
  /** Tells one result of the job from another. */
  readonly resultHash: string;
}

/** The pages of a choice: those that are kept when they are of it, else new ones, which have asked for nothing yet. */
export function pagesOf({ api, kept, jobId, resultHash }: PagesPlace, choice: PredictionChoice): KeptPages {
  const { sort, descending, scope, status, from, to } = choice;
  const key = JSON.stringify([resultHash, sort, descending, scope, status, from, to]);
  const known = kept.get(keptName) as KeptPages | undefined;
  // What could not be read is asked for again by whoever looks at it.
  const isGood = known?.key === key && known.pages.store.getState().error === undefined;
  return isGood ? known : { key, pages: createPredictionPages(api, jobId, choice) };
}

export function keepPages(kept: Map<string, unknown>, pages: KeptPages): void {
  kept.set(keptName, pages);
}

/** Asks for the first page before anybody looks at it, unless somebody has looked at pages already. */
export function readFirstPage(place: PagesPlace): void {
  if (place.kept.has(keptName)) return;
  const first = pagesOf(place, firstChoice);
  keepPages(place.kept, first);
  first.pages.want(0, 0);
}
