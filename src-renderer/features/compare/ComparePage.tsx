import { Columns3 } from 'lucide-react';
import { useLocation, useSearchParams } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Comparison } from './Comparison.tsx';
import { RunPicker } from './RunPicker.tsx';
import { askedRuns } from './asked-runs.ts';
import { rememberCompared, useCompared } from './compared-store.ts';
import styles from './compare.module.css';

const fewest = 2;

/** Runs side by side. Which ones stands in the address; without any, the last comparison is shown again. */
export default function ComparePage() {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const remembered = useCompared((state) => state.jobIds);
  const given = search.get('jobs');
  const jobIds = given === null ? remembered : askedRuns(given);
  const choose = (next: readonly string[]): void => {
    rememberCompared(next);
    setSearch(next.length === 0 ? {} : { jobs: next.join(',') }, { replace: true });
  };
  const isEnough = jobIds.length >= fewest;
  const { data, error, isLoading, refetch } = useQuery(
    'results.compare',
    isEnough ? { jobIds: [...jobIds] } : null,
    { tags: jobIds.map((jobId) => `job:${jobId}`), keepPrevious: true },
  );
  return (
    <Page title="Compare">
      <div className={styles.page}>
        <RunPicker jobIds={jobIds} onChange={choose} />
        {!isEnough ? (
          <EmptyState
            icon={<Columns3 />}
            title="Choose at least two completed runs"
            action={<Button onClick={() => navigate('/')}>Choose in the queue</Button>}
          >
            The first one is the baseline that the others are measured against. Add runs above, or select them
            in the queue and press C.
          </EmptyState>
        ) : error !== undefined ? (
          <ErrorState
            error={error}
            title="These runs cannot be compared"
            action={<Button onClick={refetch}>Try again</Button>}
          />
        ) : data === undefined ? (
          <LoadingState label="Loading the comparison" rows={12} />
        ) : (
          <Comparison
            comparison={data}
            isRefreshing={isLoading}
            onBaseline={(jobId) => choose([jobId, ...jobIds.filter((other) => other !== jobId)])}
          />
        )}
      </div>
    </Page>
  );
}
