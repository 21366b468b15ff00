import styles from './LoadingState.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/**
 * The shape of what is coming. It appears only after a moment, so that quick answers do not flicker.
 *
 * @param label what is being loaded, for screen readers: "Loading the queue"
 */
export function LoadingState({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-busy>
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.row} aria-hidden />
      ))}
    </div>
  );
}
