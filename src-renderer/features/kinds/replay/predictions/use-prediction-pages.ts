import { useEffect, useMemo } from 'react';
import { useApi } from '../../../../state/api-context.tsx';
import { useRunView } from '../../../run/run-view.ts';
import { keepPages, pagesOf } from './kept-pages.ts';
import type { PredictionChoice, PredictionPages } from './prediction-pages.ts';

/**
 * The pages of a choice of predictions; those of the last choice are still there when the tab is opened again.
 *
 * @param resultHash tells one result of the job from another
 */
export function usePredictionPages(
  jobId: string,
  resultHash: string,
  choice: PredictionChoice,
): PredictionPages {
  const api = useApi();
  const { kept } = useRunView();
  const shown = useMemo(
    () => pagesOf({ api, kept, jobId, resultHash }, choice),
    [api, kept, jobId, resultHash, choice],
  );
  useEffect(() => keepPages(kept, shown), [kept, shown]);
  return shown.pages;
}
