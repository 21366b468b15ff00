import { useSyncExternalStore } from 'react';

/**
 * Where the application is, kept in the fragment: `#/runs/ab12/log?from=3`. A path of its own works under `app://` and
 * `http://` alike and never reaches a server. Unlike wouter's own hook, the query stays inside the fragment.
 */
function fragment(): string {
  return window.location.hash.replace(/^#?\/?/, '/');
}

const pathOf = (): string => fragment().split('?', 1)[0] ?? '/';
const searchOf = (): string => fragment().split('?').slice(1).join('?');

let navigated = false;

/** Whether the person has gone anywhere since the window was opened. */
export function hasNavigated(): boolean {
  return navigated;
}

function subscribe(listener: () => void): () => void {
  const hear = (): void => {
    navigated = true;
    listener();
  };
  window.addEventListener('hashchange', hear);
  window.addEventListener('popstate', hear);
  return () => {
    window.removeEventListener('hashchange', hear);
    window.removeEventListener('popstate', hear);
  };
}

/** Goes to a path with an optional query, `/queue?state=failed`. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const next = `#${to.replace(/^#?\/?/, '/')}`;
  if (next === window.location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', next);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useHashLocation(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, pathOf), navigate];
}

export function useHashSearch(): string {
  return useSyncExternalStore(subscribe, searchOf);
}

/** How wouter writes the address of a link. */
export const hashHref = (href: string): string => `#${href}`;
