import type { ReactNode } from 'react';
import type { Charts } from '../../../../src-core/result/series.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';

/** Gives the charts of a result to `children` once they are there. */
export function ResultCharts({
  jobId,
  children,
}: {
  jobId: string;
  children: (charts: Charts) => ReactNode;
}) {
  const { data, error, refetch } = useQuery('results.charts', { jobId }, { tags: [`job:${jobId}`] });
  if (data !== undefined) return children(data);
  if (error === undefined) return <LoadingState label="Loading the charts" rows={10} />;
  return (
    <ErrorState
      error={error}
      title="The charts could not be read"
      action={<Button onClick={refetch}>Try again</Button>}
    />
  );
}
