import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export default function DataPage() {
  return (
    <Page title="Data">
      <EmptyState title="Data" />
    </Page>
  );
}
