import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export default function NewPage() {
  return (
    <Page title="New backtest">
      <EmptyState title="New backtest" />
    </Page>
  );
}
