import type { SpecCheck } from './check-spec.ts';
import { labelOf } from './json-schema.ts';
import styles from './new.module.css';

/** What is wrong with a spec, field by field; by their keys where those are what is being written. */
export function Problems({ byPath, asKeys }: { byPath: SpecCheck['byPath']; asKeys: boolean }) {
  return (
    <ul className={styles.problems}>
      {Object.entries(byPath).map(([path, problem]) => (
        <li key={path}>
          {asKeys ? <code>{path}</code> : <strong>{labelOf(path)}</strong>} {problem}
        </li>
      ))}
    </ul>
  );
}
