import { useEffect } from 'react';
import { commandOf } from './command-registry.ts';

const typingInputs = new Set(['text', 'search', 'number', 'password', 'email', 'url', 'tel', 'date', 'time']);

/** Listens for the keys of all commands. Used once, by the frame. */
export function useKeyboard(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      // The editor lives in a tree of its own, outside of which the event is its host's.
      const target = event.composedPath()[0] ?? null;
      // A dialog or an open menu has the keyboard for itself.
      if (
        target instanceof Element &&
        target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]')
      )
        return;
      const command = commandOf(event, isTyping(target));
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return typingInputs.has(target.type);
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
}
