import { useId, type ReactNode } from 'react';
import { toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import { Button } from './Button.tsx';
import { Dialog, type DialogProps } from './Dialog.tsx';
import styles from './Dialog.module.css';
import { ErrorState } from './ErrorState.tsx';

export interface FormDialogProps extends Pick<DialogProps, 'title' | 'description' | 'wide' | 'onClose'> {
  /** The verb: "Export". */
  submitLabel: string;
  /** What was asked for is under way. */
  busy?: boolean;
  /** Whether something is lacking that is needed. */
  disabled?: boolean;
  /** Why it was refused, where no field is to blame; undefined says nothing. */
  error?: unknown;
  onSubmit: () => void;
  /** Fields. */
  children: ReactNode;
}

/** A dialog that asks for what something needs, and then does it, by its button or by Enter. */
export function FormDialog({
  submitLabel,
  busy = false,
  disabled = false,
  error,
  onSubmit,
  children,
  ...dialog
}: FormDialogProps) {
  const form = useId();
  return (
    <Dialog
      {...dialog}
      actions={
        <>
          <Button onClick={dialog.onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={busy} disabled={disabled}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error !== undefined && <ErrorState error={toErrorEnvelope(error)} compact />}
      </form>
    </Dialog>
  );
}
