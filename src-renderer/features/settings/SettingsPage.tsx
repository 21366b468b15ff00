import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

export default function SettingsPage() {
  return (
    <Page title="Settings">
      <EmptyState title="Settings" />
    </Page>
  );
}
