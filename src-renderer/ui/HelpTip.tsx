import { CircleQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './HelpTip.module.css';
import { Tooltip } from './Tooltip.tsx';

/** The definition of a term, on hover and focus of a small question mark. */
export function HelpTip({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Tooltip content={children}>
      <button type="button" className={styles.help} aria-label={`What is ${term}?`}>
        <CircleQuestionMark aria-hidden />
      </button>
    </Tooltip>
  );
}
