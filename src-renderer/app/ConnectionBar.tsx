import { useLiveStatus, useLiveStore } from '../state/live/use-live.ts';
import { Button } from '../ui/Button.tsx';
import styles from './ConnectionBar.module.css';

/** Says that what is shown may be old, while the host cannot be reached. */
export function ConnectionBar() {
  const { isLost } = useLiveStatus();
  const store = useLiveStore();
  if (!isLost) return null;
  return (
    <div className={styles.bar} role="status">
      The connection to Hindcast is lost; what you see may be out of date. It is tried again by itself.
      <Button look="quiet" onClick={() => void store.refresh()}>
        Try now
      </Button>
    </div>
  );
}
