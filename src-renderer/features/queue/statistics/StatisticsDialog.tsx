import { useEffect } from 'react';
import { useQuery } from '../../../state/query/use-query.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { Days } from './Days.tsx';
import { Depth } from './Depth.tsx';
import { Failures } from './Failures.tsx';
import { Times } from './Times.tsx';
import { Workers } from './Workers.tsx';
import styles from './statistics.module.css';

/** Often enough to watch, and no more often when ten thousand jobs change at once. */
const millisecondsBetweenLooks = 3000;

/** How the queue does: how much waits, how long that takes, why jobs fail, how the workers are. */
export default function StatisticsDialog({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery('queue.stats', {});
  useEffect(() => {
    // What was told when it was last open is old.
    refetch();
    const timer = setInterval(refetch, millisecondsBetweenLooks);
    return () => clearInterval(timer);
  }, [refetch]);
  return (
    <Dialog onClose={onClose} title="Statistics of the queue" wide>
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Loading the statistics" rows={8} />
        ) : (
          <ErrorState
            compact
            error={error}
            title="The statistics could not be read"
            action={<Button onClick={refetch}>Try again</Button>}
          />
        )
      ) : (
        <div className={styles.parts}>
          <Depth stats={data} />
          <Times stats={data} />
          <Failures failures={data.failures} />
          <Workers workers={data.workers} />
          <Days days={data.days} />
        </div>
      )}
    </Dialog>
  );
}
