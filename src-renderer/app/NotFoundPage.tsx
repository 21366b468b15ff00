import { Link } from 'wouter';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Page } from './Page.tsx';

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <EmptyState title="There is no screen at this address">
        <Link href="/">Go to the queue</Link>
      </EmptyState>
    </Page>
  );
}
