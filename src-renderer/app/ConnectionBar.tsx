import { useLiveStatus, useLiveStore } from '../state/live/use-live.ts';
import { Button } from '../ui/Button.tsx';
import styles from './ConnectionBar.module.css';

/** Says that what is shown may be old, while the host cannot be reached. */
export function ConnectionBar() {
  const { connection } = useLiveStatus();
  const store = useLiveStore();
  if (connection === 'open') return null;
  if (connection === 'ended') {
    return (
      <div className={styles.bar} role="status">
        This link has expired: Hindcast was started anew. Use the newest link in the terminal.
      </div>
    );
  }
  return (
    <div className={styles.bar} role="status">
      The connection to Hindcast is lost; what you see may be out of date. It is tried again by itself.
      <Button look="quiet" onClick={() => void store.refresh()}>
        Try now
      </Button>
    </div>
  );
}
