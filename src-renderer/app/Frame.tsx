import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { KeysSheet } from '../commands/KeysSheet.tsx';
import { Palette } from '../commands/Palette.tsx';
import { useKeyboard } from '../commands/use-keyboard.ts';
import { Announcer } from './Announcer.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import styles from './Frame.module.css';
import { IconRail } from './IconRail.tsx';
import { StatusLine } from './StatusLine.tsx';
import { TopBar } from './TopBar.tsx';
import { useGlobalCommands } from './use-global-commands.ts';
import { useScrollMemory } from './use-scroll-memory.ts';

/** What stays around every page. */
export function Frame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [path] = useLocation();
  useGlobalCommands();
  useKeyboard();
  useRegionCycling(frame);
  useScrollMemory(content, path);
  return (
    <div ref={frame} className={styles.frame}>
      <a
        className={styles.skip}
        href="#page"
        onClick={(event) => {
          // The address holds where the application is: the link must not change it.
          event.preventDefault();
          document.getElementById('page')?.focus();
        }}
      >
        Skip to the page
      </a>
      <IconRail />
      <TopBar />
      <main id="page" className={styles.page} tabIndex={-1} data-region>
        <ConnectionBar />
        <div ref={content} className={styles.content}>
          {children}
        </div>
      </main>
      <StatusLine />
      <Announcer />
      <Palette />
      <KeysSheet />
    </div>
  );
}

/** F6 goes to the next region, Shift-F6 back, as in other desktop applications. */
function useRegionCycling(frame: { current: HTMLElement | null }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || frame.current === null) return;
      event.preventDefault();
      const regions = [...frame.current.querySelectorAll<HTMLElement>('[data-region]')];
      const current = regions.findIndex((region) => region.contains(document.activeElement));
      const step = event.shiftKey ? -1 : 1;
      const next =
        regions[(Math.max(current, event.shiftKey ? 0 : -1) + step + regions.length) % regions.length];
      const inside = next?.querySelector<HTMLElement>(
        'a[href], button:not([disabled]), input, [tabindex="0"]',
      );
      (inside ?? next)?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [frame]);
}
