import { Progress } from '@base-ui/react/progress';
import styles from './ProgressBar.module.css';
import { classNames } from './class-names.ts';

export interface ProgressBarProps {
  /** What makes progress, for screen readers. */
  label: string;
  /** In [0, 1]; `null` when the amount of work is not known. */
  fraction: number | null;
  /** The words beside the bar: "simulating 62 %, about 2 s". Also what screen readers hear. */
  text?: string | undefined;
  className?: string | undefined;
}

export function ProgressBar({ label, fraction, text, className }: ProgressBarProps) {
  const value = fraction === null ? null : fraction * 100;
  return (
    <Progress.Root
      value={value}
      aria-label={label}
      getAriaValueText={(formatted) => text ?? formatted ?? 'under way'}
      className={classNames(styles.root, className)}
    >
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
      {text !== undefined && (
        <span className={styles.text} aria-hidden>
          {text}
        </span>
      )}
    </Progress.Root>
  );
}
