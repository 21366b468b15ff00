import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import styles from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** The whole of it, where it may be cut off. */
  readonly title?: string | undefined;
  /** Hashes, ids and paths. */
  readonly code?: boolean;
}

/** Names with what they are, side by side. */
export function Facts({ facts, className }: { facts: readonly Fact[]; className?: string | undefined }) {
  return (
    <dl className={classNames(styles.facts, className)}>
      {facts.map(({ name, value, title, code }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd title={title} className={classNames(code && styles.code)}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
