import { useState } from 'react';
import { Link } from 'wouter';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { Page } from '../../app/Page.tsx';
import { ChartGroup } from '../../charts/chart-group.tsx';
import { useApi } from '../../state/api-context.tsx';
import { useJob, useLiveStatus, useLiveStore } from '../../state/live/use-live.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { RunHeader } from './header/RunHeader.tsx';
import { RunTabs } from './RunTabs.tsx';
import { createRunView, RunViewContext } from './run-view.ts';

export interface RunPageProps {
  jobId: string;
  /** The tab of the address; the first one when left out. */
  tab: string | undefined;
}

const breadcrumb = [{ label: 'Queue', href: '/' }];

/** One run, from waiting in the queue to its result; what it shows follows the run by itself. */
export default function RunPage({ jobId, tab }: RunPageProps) {
  const { isReady, error } = useLiveStatus();
  const live = useLiveStore();
  const job = useJob(jobId);
  return (
    <Page title={job?.name ?? 'Run'} breadcrumb={breadcrumb} layout="fill">
      {job !== undefined ? (
        <Run job={job} tab={tab} />
      ) : isReady ? (
        <EmptyState title="There is no such run" action={<Link href="/">Go to the queue</Link>}>
          It may have been deleted, or the address belongs to another machine.
        </EmptyState>
      ) : error === undefined ? (
        <LoadingState label="Loading the run" rows={12} />
      ) : (
        <ErrorState
          error={error}
          title="The run could not be read"
          action={<Button onClick={() => void live.refresh()}>Try again</Button>}
        />
      )}
    </Page>
  );
}

function Run({ job, tab }: { job: JobRow; tab: string | undefined }) {
  const { jobId, state } = job;
  const api = useApi();
  const [view] = useState(() => createRunView(api, jobId));
  const result = useQuery('results.get', state === 'completed' ? { jobId } : null, {
    tags: [`job:${jobId}`],
  });
  return (
    <RunViewContext value={view}>
      <RunHeader job={job} result={result.data} />
      <ChartGroup store={view.charts}>
        <RunTabs job={job} result={result} tab={tab} />
      </ChartGroup>
    </RunViewContext>
  );
}
