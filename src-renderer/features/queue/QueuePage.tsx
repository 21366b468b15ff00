import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export default function QueuePage() {
  return (
    <Page title="Queue">
      <EmptyState title="Queue" />
    </Page>
  );
}
