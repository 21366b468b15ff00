import { lazy, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
// Home comes with the page itself: whatever suspends is shown a third of a second later.
import QueuePage from '../features/queue/QueuePage.tsx';
import { LoadingState } from '../ui/LoadingState.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { RouteErrorBoundary } from './RouteErrorBoundary.tsx';

const NewPage = lazy(() => import('../features/new/NewPage.tsx'));
const RunPage = lazy(() => import('../features/run/RunPage.tsx'));
const ComparePage = lazy(() => import('../features/compare/ComparePage.tsx'));
const DataPage = lazy(() => import('../features/data/DataPage.tsx'));
const SettingsPage = lazy(() => import('../features/settings/SettingsPage.tsx'));

/** Which screen an address shows. */
export function Routes() {
  const [path] = useLocation();
  return (
    <RouteErrorBoundary path={path}>
      <Suspense fallback={<LoadingState label="Loading the screen" />}>
        <Switch>
          <Route path="/" component={QueuePage} />
          <Route path="/new" component={NewPage} />
          <Route path="/runs/:jobId/:tab?">
            {({ jobId, tab }) => <RunPage key={jobId} jobId={jobId} tab={tab} />}
          </Route>
          <Route path="/compare" component={ComparePage} />
          <Route path="/data" component={DataPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={NotFoundPage} />
        </Switch>
      </Suspense>
    </RouteErrorBoundary>
  );
}
