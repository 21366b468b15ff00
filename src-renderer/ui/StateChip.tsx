import { Ban, Check, CircleDashed, CircleX, LoaderCircle, Play, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { stateWords, type ShownState } from '../format/job-state.ts';
import styles from './StateChip.module.css';
import { classNames } from './class-names.ts';

const signs: Readonly<Record<ShownState, ReactNode>> = {
  queued: <CircleDashed aria-hidden />,
  running: <Play aria-hidden />,
  cancelling: <LoaderCircle aria-hidden />,
  completed: <Check aria-hidden />,
  completed_with_warnings: <TriangleAlert aria-hidden />,
  failed: <CircleX aria-hidden />,
  cancelled: <Ban aria-hidden />,
};

/** A job's state as sign, word and colour. */
export function StateChip({ state }: { state: ShownState }) {
  return (
    <span className={classNames(styles.chip, styles[state])}>
      {signs[state]}
      <span className={styles.word}>{stateWords[state]}</span>
    </span>
  );
}
