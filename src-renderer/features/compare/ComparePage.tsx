import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export default function ComparePage() {
  return (
    <Page title="Compare">
      <EmptyState title="Compare" />
    </Page>
  );
}
