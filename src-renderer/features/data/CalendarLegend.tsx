import { classNames } from '../../ui/class-names.ts';
import styles from './calendar.module.css';

const entries = [
  { state: styles.absent, sign: '', words: 'absent' },
  { state: styles.partial, sign: '', words: 'partial' },
  { state: styles.present, sign: '', words: 'present' },
  { state: styles.present, sign: '✓', words: 'verified' },
  { state: styles.present, sign: '•', words: 'a result depends on it' },
  { state: classNames(styles.present, styles.odd), sign: '', words: 'odd rows in it' },
  { state: styles.damaged, sign: '✕', words: 'damaged' },
];

/** What the squares of a calendar mean. */
export function CalendarLegend() {
  return (
    <ul className={styles.legend} aria-label="What the squares mean">
      {entries.map(({ state, sign, words }) => (
        <li key={words}>
          <span className={classNames(styles.day, state)} aria-hidden>
            {sign}
          </span>
          {words}
        </li>
      ))}
    </ul>
  );
}
