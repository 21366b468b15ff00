import { useEffect, useMemo } from 'react';
import { useApi } from '../../../../state/api-context.tsx';
import { useRunView } from '../../../run/run-view.ts';
import { createPredictionPages, type PredictionChoice, type PredictionPages } from './prediction-pages.ts';

interface KeptPages {
  readonly key: string;
  readonly pages: PredictionPages;
}

const keptName = 'predictions pages';

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
  const shown = useMemo<KeptPages>(() => {
    const key = JSON.stringify([resultHash, choice]);
    const known = kept.get(keptName) as KeptPages | undefined;
    return known?.key === key ? known : { key, pages: createPredictionPages(api, jobId, choice) };
  }, [api, jobId, resultHash, choice, kept]);
  useEffect(() => void kept.set(keptName, shown), [kept, shown]);
  return shown.pages;
}
