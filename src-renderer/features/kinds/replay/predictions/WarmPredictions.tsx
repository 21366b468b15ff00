import { useEffect, useState } from 'react';
import { useApi } from '../../../../state/api-context.tsx';
import { useQuery } from '../../../../state/query/use-query.ts';
import { candlesInput } from './candles-input.ts';

/** How long the person looks at something else before anything is read ahead, in milliseconds. */
const patience = 700;

/**
 * Reads ahead what the tab of predictions shows first: of a long run the host has to read half a million rows and
 * candles for it, which would be waited for.
 */
export function WarmPredictions({ jobId, subject }: { jobId: string; subject: string }) {
  const api = useApi();
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), patience);
    return () => clearTimeout(timer);
  }, []);
  useQuery('results.candles', isTime ? candlesInput(jobId, subject, null, window.innerWidth) : null, {
    tags: [`job:${jobId}`],
  });
  useEffect(() => {
    // What goes wrong is told where it is looked at.
    if (isTime) api.call('results.predictions', { jobId, offset: 0, limit: 1 }).catch(() => undefined);
  }, [api, jobId, isTime]);
  return null;
}
