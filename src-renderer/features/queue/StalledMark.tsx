import { HeartCrack } from 'lucide-react';
import { formatWholeSeconds } from '../../format/duration.ts';
import { secondsOf } from '../../format/time.ts';
import { useNow } from '../run/use-now.ts';
import styles from './stalled.module.css';

/** Seconds of silence after which a worker is marked, which lie before the moment of the mark. */
const silentWhenMarked = 10;

/** Says that the worker of a running job is silent, and for how long. */
export function StalledMark({ since }: { since: string }) {
  const now = useNow(true);
  const silence = formatWholeSeconds(Math.max(0, now - secondsOf(since)) + silentWhenMarked);
  return (
    <span
      className={styles.stalled}
      title={`Its worker has been silent for ${silence}. After 30 s it is ended, and the job is tried again.`}
    >
      <HeartCrack aria-hidden />
      stalled: silent for {silence}
    </span>
  );
}
