import { notify } from '../../ui/toasts.ts';

/** Puts text on the clipboard and says so; says so too when the clipboard refuses. */
export async function copyText(text: string, told: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ message: told });
  } catch {
    notify({ message: 'The clipboard refused the text.', tone: 'danger' });
  }
}
