import { useId, type ReactNode } from 'react';
import styles from './result.module.css';

/** A part of a result that answers a question of the reader's. */
export function Question({
  title,
  answer,
  children,
}: {
  title: string;
  answer?: ReactNode;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className={styles.question} aria-labelledby={heading}>
      <div className={styles.questionHead}>
        <h2 id={heading}>{title}</h2>
        {answer !== undefined && <p className={styles.answer}>{answer}</p>}
      </div>
      {children}
    </section>
  );
}
