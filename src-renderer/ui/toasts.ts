import { Toast } from '@base-ui/react/toast';

/** What a toast may carry: a label and what happens when it is pressed. */
export interface ToastAction {
  label: string;
  run: () => void;
}

export interface Notice {
  /** One sentence. */
  message: string;
  tone?: 'info' | 'good' | 'warn' | 'danger' | undefined;
  action?: ToastAction | undefined;
}

export const toastManager = Toast.createToastManager();

/**
 * Says something in the corner and to screen readers. Failures stay until dismissed; the rest leaves after six seconds.
 * For what the person must see to go on, use an `ErrorState` in place instead.
 */
export function notify({ message, tone = 'info', action }: Notice): void {
  toastManager.add({
    title: message,
    type: tone,
    timeout: tone === 'danger' ? 0 : 6_000,
    priority: tone === 'danger' ? 'high' : 'low',
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: () => action.run() } }),
  });
}
