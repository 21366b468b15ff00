import { useEffect } from 'react';
import { create } from 'zustand';
import { shownStateOf, stateWords } from '../format/job-state.ts';
import { useLiveStore } from '../state/live/use-live.ts';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';

const useAnnouncements = create<{ text: string; number: number }>(() => ({ text: '', number: 0 }));

/** Says something to screen readers, when they are done with what they are saying. */
export function announce(text: string): void {
  useAnnouncements.setState(({ number }) => ({ text, number: number + 1 }));
}

/** The live region of the page. Says when jobs end, several at once as a number. */
export function Announcer() {
  const { text, number } = useAnnouncements();
  useAnnounceEndedJobs();
  return (
    <VisuallyHidden>
      <span role="status" aria-live="polite">
        {/* A new element each time: the same words again are said again. */}
        <span key={number}>{text}</span>
      </span>
    </VisuallyHidden>
  );
}

function useAnnounceEndedJobs(): void {
  const store = useLiveStore();
  useEffect(
    () =>
      store.subscribe(({ live }, before) => {
        const jobs = live?.jobs;
        const earlier = before.live?.jobs;
        if (jobs === undefined || earlier === undefined || jobs === earlier) return;
        const left = Object.values(earlier)
          .filter((job) => job.state === 'running' && jobs[job.jobId]?.state !== 'running')
          .flatMap((job) => jobs[job.jobId] ?? []);
        // Given back to the queue, or to be tried again: that is no end.
        const ended = left.filter(({ state }) => state !== 'pending');
        const [first] = ended;
        const [back] = left;
        if (first !== undefined) {
          announce(
            ended.length === 1
              ? `${first.name}: ${stateWords[shownStateOf(first)]}.`
              : `${ended.length} backtests ended.`,
          );
        } else if (back !== undefined) {
          announce(left.length === 1 ? `${back.name} waits again.` : `${left.length} backtests wait again.`);
        }
      }),
    [store],
  );
}
