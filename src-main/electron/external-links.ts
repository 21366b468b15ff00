import type { Shell } from 'electron';

/** The only places that a link may open in the browser. */
const hosts = new Set(['nodejs.org', 'www.python.org', 'github.com']);

/** Whether a link may leave the application. */
export function isExternalLink(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' && parsed.username === '' && hosts.has(parsed.host);
}

/** Opens a link in the user's browser if it is one of the few that may. */
export function openExternalLink(shell: Pick<Shell, 'openExternal'>, url: string): void {
  if (isExternalLink(url)) void shell.openExternal(url).catch(() => undefined);
}
