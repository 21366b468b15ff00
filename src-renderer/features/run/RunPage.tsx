import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export interface RunPageProps {
  jobId: string;
  /** The tab of the address; the first one when left out. */
  tab: string | undefined;
}

export default function RunPage({ jobId, tab }: RunPageProps) {
  return (
    <Page title="Run" breadcrumb={[{ label: 'Queue', href: '/' }]}>
      <EmptyState title={`${jobId} ${tab ?? ''}`} />
    </Page>
  );
}
