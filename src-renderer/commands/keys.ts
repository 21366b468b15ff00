/** Whether the machine's keyboard has a Command key where others have Control. */
const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);

const arrows: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** Keys of a command, "Mod+Shift+L", as this machine's keyboard names them. */
export function displayKeys(keys: string, mac: boolean = isMac): string {
  const names = keys.split('+').map((key) => {
    if (key === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (key === 'Shift') return mac ? '⇧' : 'Shift';
    if (key === 'Alt') return mac ? '⌥' : 'Alt';
    return arrows[key] ?? key;
  });
  return names.join(mac ? '' : '+');
}

/** The part of a keyboard event that decides which keys were pressed. */
export type Keystroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * Whether a keystroke is these keys. `Mod` is Command on macOS and Control elsewhere; a sign that needs Shift on some
 * keyboards, such as `?`, is written as the sign alone.
 */
export function matchesKeys(keys: string, stroke: Keystroke, mac: boolean = isMac): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const mod = mac ? stroke.metaKey : stroke.ctrlKey;
  const otherMod = mac ? stroke.ctrlKey : stroke.metaKey;
  if (otherMod || mod !== parts.includes('Mod') || stroke.altKey !== parts.includes('Alt')) return false;
  const isLetter = /^[a-z]$/i.test(key) || key.length > 1;
  if (isLetter && stroke.shiftKey !== parts.includes('Shift')) return false;
  return stroke.key.toLowerCase() === key.toLowerCase();
}

/** Whether a command with these keys may act while the person types into a field. */
export function worksWhileTyping(keys: string): boolean {
  return keys.includes('Mod+') || keys.includes('Alt+');
}
