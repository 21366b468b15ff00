import { create } from 'zustand';

/** Which of the keyboard's own dialogs is open. */
export const usePaletteStore = create<{ open: 'palette' | 'keys' | null }>(() => ({ open: null }));

export function openPalette(): void {
  usePaletteStore.setState({ open: 'palette' });
}

export function openKeysSheet(): void {
  usePaletteStore.setState({ open: 'keys' });
}

export function closePalette(): void {
  usePaletteStore.setState({ open: null });
}
