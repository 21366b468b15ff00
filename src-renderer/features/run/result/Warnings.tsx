import { TriangleAlert } from 'lucide-react';
import styles from './result.module.css';

/** What a reader must know before believing the figures. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings} aria-label="Warnings">
      {warnings.map((warning) => (
        <li key={warning}>
          <TriangleAlert aria-hidden />
          {warning}
        </li>
      ))}
    </ul>
  );
}
