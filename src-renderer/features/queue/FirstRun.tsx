import { FlaskConical } from 'lucide-react';
import { useLocation } from 'wouter';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';

/** A queue in which nothing has ever been: one click leads to a finished backtest. */
export function FirstRun() {
  const [, navigate] = useLocation();
  const example = useCommand('jobs.example');
  const mayRun = usePermission('SUBMIT');
  const runExample = async (): Promise<void> => {
    const started = await example.run({});
    if (started !== undefined) navigate(`/runs/${started.jobId}`);
  };
  return (
    <EmptyState
      icon={<FlaskConical />}
      title="No backtests yet"
      action={
        mayRun && (
          <>
            <Button look="primary" busy={example.isBusy} onClick={() => void runExample()}>
              Run the example
            </Button>
            <Button onClick={() => navigate('/new')}>New backtest</Button>
            <Button onClick={() => navigate('/data')}>Pull candles</Button>
          </>
        )
      }
    >
      {mayRun
        ? 'The example replays a small mean-reversion model over bundled, synthetic candles. It needs no network and ends in a few seconds.'
        : 'Nothing has been run here so far.'}
    </EmptyState>
  );
}
