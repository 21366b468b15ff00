import { useEffect, useState } from 'react';
import { useApi } from '../../../../state/api-context.tsx';
import { useQuery } from '../../../../state/query/use-query.ts';
import { useRunView } from '../../../run/run-view.ts';
import { candlesInput } from './candles-input.ts';
import { readFirstPage } from './kept-pages.ts';

/** How long the person looks at something else before anything is read ahead, in milliseconds. */
const patience = 700;

/**
 * Reads ahead what the tab of predictions shows first: of a long run the host has to read half a million rows and
 * candles for it, which would be waited for.
 */
export function WarmPredictions({
  jobId,
  resultHash,
  subject,
}: {
  jobId: string;
  /** Tells one result of the job from another. */
  resultHash: string;
  subject: string;
}) {
  const api = useApi();
  const { kept } = useRunView();
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), patience);
    return () => clearTimeout(timer);
  }, []);
  useQuery('results.candles', isTime ? candlesInput(jobId, subject, null, window.innerWidth) : null, {
    tags: [`job:${jobId}`],
  });
  useEffect(() => {
    if (isTime) readFirstPage({ api, kept, jobId, resultHash });
  }, [api, kept, jobId, resultHash, isTime]);
  return null;
}
