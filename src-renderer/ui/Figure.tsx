import type { ReactNode } from 'react';
import { HelpTip } from './HelpTip.tsx';
import styles from './Figure.module.css';
import { classNames } from './class-names.ts';

export interface FigureProps {
  label: string;
  /** The text of the figure with its sign, from `format/`: "+0.0521". */
  value: string;
  /** Raw value, for the colour and the ▲▼ of gain and loss; leave out for counts and shares. */
  signed?: number | null | undefined;
  unit?: string | undefined;
  /** "±0.012 (95 %)" or "0.041 to 0.063". */
  interval?: string | undefined;
  /** Why there is no value, when it is "n/a". */
  reason?: string | undefined;
  /** Definition of the term. */
  help?: ReactNode;
  /** One hero a page, at most. */
  size?: 'hero' | 'headline' | 'small' | undefined;
}

/** One number as the hero of its corner, with its sign, unit and uncertainty. */
export function Figure({
  label,
  value,
  signed,
  unit,
  interval,
  reason,
  help,
  size = 'headline',
}: FigureProps) {
  const direction = signed === undefined || signed === null || signed === 0 ? 0 : Math.sign(signed);
  return (
    <div className={styles.figure} role="group" aria-label={label}>
      <span className={styles.label}>
        {label}
        {help !== undefined && <HelpTip term={label}>{help}</HelpTip>}
      </span>
      <span
        className={classNames(
          styles.value,
          styles[size],
          direction > 0 && styles.good,
          direction < 0 && styles.bad,
        )}
        title={reason}
      >
        {direction !== 0 && (
          <span className={styles.arrow} aria-hidden>
            {direction > 0 ? '▲' : '▼'}
          </span>
        )}
        {value}
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </span>
      {interval !== undefined && <span className={styles.interval}>{interval}</span>}
    </div>
  );
}
