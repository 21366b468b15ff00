import { Ban, Check, CircleDashed, CircleX, LoaderCircle, Play, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { stateWords, type ShownState } from '../format/job-state.ts';
import styles from './StateChip.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';
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

/** A job's state as sign, word and colour; `short` leaves out what the sign and the rest of the row say already. */
export function StateChip({ state, short = false }: { state: ShownState; short?: boolean }) {
  const words = stateWords[state];
  const [shown = words, ...hidden] = short ? words.split(/(?= with )/) : [words];
  return (
    <span className={classNames(styles.chip, styles[state])} title={hidden.length > 0 ? words : undefined}>
      {signs[state]}
      <span className={styles.word}>
        {shown}
        <VisuallyHidden>{hidden}</VisuallyHidden>
      </span>
    </span>
  );
}
