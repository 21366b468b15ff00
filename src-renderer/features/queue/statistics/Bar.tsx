import styles from './statistics.module.css';

/** A number of a table as a bar too, over the largest of its column. */
export function Bar({ count, most }: { count: number; most: number }) {
  return (
    <span aria-hidden className={styles.track}>
      <span className={styles.bar} style={{ width: `${most === 0 ? 0 : (100 * count) / most}%` }} />
    </span>
  );
}
