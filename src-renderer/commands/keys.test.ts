import { describe, expect, it } from 'vitest';
import { displayKeys, matchesKeys, worksWhileTyping, type Keystroke } from './keys.ts';

const stroke = (key: string, held: Partial<Keystroke> = {}): Keystroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('matchesKeys', () => {
  it('reads Mod as Command on macOS and as Control elsewhere', () => {
    expect(matchesKeys('Mod+K', stroke('k', { ctrlKey: true }), false)).toBe(true);
    expect(matchesKeys('Mod+K', stroke('k', { metaKey: true }), true)).toBe(true);
    expect(matchesKeys('Mod+K', stroke('k', { ctrlKey: true }), true)).toBe(false);
    expect(matchesKeys('Mod+K', stroke('k'), false)).toBe(false);
  });

  it('asks for exactly the keys that are held', () => {
    expect(matchesKeys('N', stroke('n'), false)).toBe(true);
    expect(matchesKeys('N', stroke('n', { ctrlKey: true }), false)).toBe(false);
    expect(matchesKeys('N', stroke('N', { shiftKey: true }), false)).toBe(false);
    expect(matchesKeys('Mod+Shift+L', stroke('L', { ctrlKey: true, shiftKey: true }), false)).toBe(true);
  });

  it('takes signs as the keyboard makes them', () => {
    expect(matchesKeys('?', stroke('?', { shiftKey: true }), false)).toBe(true);
    expect(matchesKeys('/', stroke('/'), false)).toBe(true);
  });
});

describe('keys for people', () => {
  it('are named as the keyboard names them', () => {
    expect(displayKeys('Mod+Shift+L', false)).toBe('Ctrl+Shift+L');
    expect(displayKeys('Mod+Shift+L', true)).toBe('⌘⇧L');
    expect(displayKeys('Alt+ArrowUp', false)).toBe('Alt+↑');
  });

  it('stay out of the way of typing unless they hold Control or Alt', () => {
    expect(worksWhileTyping('N')).toBe(false);
    expect(worksWhileTyping('Mod+K')).toBe(true);
  });
});
