import { useLocation } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { PermissionState } from '../../ui/PermissionState.tsx';
import { NewBacktest } from './NewBacktest.tsx';
import { forgetDraft } from './draft-store.ts';
import { useDraftOrigin } from './use-draft-origin.ts';

/** A new backtest: what to run on what, and what that meets. */
export default function NewPage() {
  const maySubmit = usePermission('SUBMIT');
  return (
    <Page title="New backtest">
      {maySubmit ? <Draft /> : <PermissionState>{ownerOnly('run backtests')}</PermissionState>}
    </Page>
  );
}

function Draft() {
  const [, navigate] = useLocation();
  const kinds = useQuery('jobs.kinds', {});
  const origin = useDraftOrigin();
  const error = kinds.error ?? origin.error;
  if (error !== undefined) {
    return (
      <ErrorState
        error={error}
        title="The form could not be filled in"
        action={
          <>
            <Button
              onClick={() => {
                kinds.refetch();
                origin.retry();
              }}
            >
              Try again
            </Button>
            <Button
              onClick={() => {
                forgetDraft();
                navigate('/new');
              }}
            >
              Start with the usual settings
            </Button>
          </>
        }
      />
    );
  }
  if (kinds.data === undefined || !origin.isReady) return <LoadingState label="Loading the form" rows={12} />;
  return <NewBacktest kinds={kinds.data} />;
}
