import { MemoryStick, Pause, Play } from 'lucide-react';
import { formatMoment, secondsOf, zoneName } from '../../format/time.ts';
import { memoryWords } from '../../format/waiting.ts';
import { useHostStatus, useJob } from '../../state/live/use-live.ts';
import { usePreferences } from '../../state/preferences.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './notices.module.css';
import { usePauseSwitch } from './use-pause-switch.ts';

/** Why nothing starts, while nothing starts: the queue is paused, or the next job waits for memory. */
export function QueueNotices() {
  const status = useHostStatus();
  return (
    // Always there, so that what appears in it is said.
    <div role="status" className={styles.notices}>
      {status !== undefined && status.paused !== null && <PausedNotice {...status.paused} />}
      {status !== undefined && status.waitsForMemory !== null && (
        <MemoryNotice memory={status.waitsForMemory} />
      )}
    </div>
  );
}

function PausedNotice({ at, by }: { at: string; by: string }) {
  const zone = usePreferences((state) => state.timeZone);
  const pause = usePauseSwitch();
  const seconds = secondsOf(at);
  return (
    <div className={styles.notice}>
      <Pause aria-hidden />
      <p>
        <strong>The queue is paused</strong>, by {by} since {formatMoment(seconds, zone)}{' '}
        {zoneName(zone, seconds)}. What runs goes on; nothing else starts.
      </p>
      {pause.mayChange && (
        <Button icon={<Play aria-hidden />} busy={pause.isBusy} onClick={pause.toggle}>
          Resume
        </Button>
      )}
    </div>
  );
}

function MemoryNotice({ memory }: { memory: Parameters<typeof memoryWords>[0] }) {
  const job = useJob(memory.jobId);
  return (
    <div className={styles.notice}>
      <MemoryStick aria-hidden />
      <p>
        <strong>{job?.name ?? 'The next job'} waits for memory</strong>: it {memoryWords(memory)}. It starts
        when others have ended; jobs that need less may pass it for 10 minutes.
      </p>
    </div>
  );
}
