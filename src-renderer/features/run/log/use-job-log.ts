import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useRunView } from '../run-view.ts';
import type { JobLogState } from './job-log.ts';

/** The log of the run on screen, growing while it is shown. */
export function useJobLog(): JobLogState {
  const { log } = useRunView();
  useEffect(() => log.follow(), [log]);
  return useStore(log.store);
}
