import { useMemo } from 'react';
import { usePermission } from '../../state/api-context.tsx';
import { useIsPaused } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';

/** Pausing and resuming the queue, as one switch. */
export interface PauseSwitch {
  readonly isPaused: boolean;
  readonly mayChange: boolean;
  readonly isBusy: boolean;
  /** What the switch does now. */
  readonly title: string;
  toggle: () => void;
}

export function usePauseSwitch(): PauseSwitch {
  const isPaused = useIsPaused();
  const mayChange = usePermission('SUBMIT');
  const { run: pause, isBusy: isPausing } = useCommand('queue.pause');
  const { run: resume, isBusy: isResuming } = useCommand('queue.resume');
  return useMemo(
    () => ({
      isPaused,
      mayChange,
      isBusy: isPausing || isResuming,
      title: isPaused ? 'Resume the queue' : 'Pause the queue',
      toggle: () => void (isPaused ? resume({}) : pause({})),
    }),
    [isPaused, mayChange, isPausing, isResuming, pause, resume],
  );
}
