import { CircleX, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { toErrorEnvelope, type ErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import { Button } from './Button.tsx';
import styles from './Message.module.css';
import { PermissionState } from './PermissionState.tsx';
import { classNames } from './class-names.ts';
import { notify } from './toasts.ts';

export interface ErrorStateProps {
  /** A HindcastError, an error envelope of a job, or anything thrown. */
  error: unknown;
  /** What could not be done: "The queue could not be read". */
  title?: string | undefined;
  /** What can be done about it. */
  action?: ReactNode;
  /** A box in the flow of the page, in place of the whole area. */
  compact?: boolean | undefined;
}

/** Says what happened, its code, and offers the doing; a refused permission gets its own words. */
export function ErrorState({ error, title, action, compact = false }: ErrorStateProps) {
  const envelope = envelopeOf(error);
  if (envelope.code === 'PERMISSION_DENIED') return <PermissionState>{envelope.message}</PermissionState>;
  return (
    <div className={classNames(styles.message, compact && styles.compact)} role="alert">
      {!compact && (
        <span className={classNames(styles.icon, styles.danger)} aria-hidden>
          <CircleX />
        </span>
      )}
      {title !== undefined && <h2>{title}</h2>}
      <p className={styles.text}>{envelope.message}</p>
      <p className={styles.code}>{envelope.code}</p>
      <div className={styles.actions}>
        {action}
        <Button
          look="quiet"
          icon={<Copy aria-hidden />}
          onClick={() => {
            void copyDetails(JSON.stringify(envelope, null, 2));
          }}
        >
          Copy details
        </Button>
      </div>
    </div>
  );
}

/** A job's stored error is an envelope already; what was thrown becomes one. */
function envelopeOf(error: unknown): ErrorEnvelope {
  const plain = typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error;
  return plain ? (error as ErrorEnvelope) : toErrorEnvelope(error);
}

async function copyDetails(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ message: 'Details copied.' });
  } catch {
    notify({ message: 'The clipboard refused the text.', tone: 'danger' });
  }
}
