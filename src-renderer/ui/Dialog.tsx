import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Dialog.module.css';
import button from './IconButton.module.css';
import { classNames } from './class-names.ts';

export interface DialogProps {
  /** False for one that stays in the page while it is closed. */
  open?: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  wide?: boolean | undefined;
  children?: ReactNode;
}

/** Something that must be finished or dismissed before going on. The focus stays inside and returns afterwards. */
export function Dialog({ open = true, onClose, title, description, actions, wide, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={classNames(styles.popup, wide && styles.wide)}>
            <div className={styles.head}>
              <Base.Title className={styles.title}>{title}</Base.Title>
            </div>
            {description !== undefined && (
              <Base.Description className={styles.description}>{description}</Base.Description>
            )}
            {children !== undefined && <div className={styles.body}>{children}</div>}
            {actions !== undefined && <div className={styles.actions}>{actions}</div>}
            {/* Last, so that the first field gets the focus; without a tooltip, which would take the first Escape. */}
            <Base.Close className={classNames(button.button, styles.close)} aria-label="Close">
              <X aria-hidden />
            </Base.Close>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
