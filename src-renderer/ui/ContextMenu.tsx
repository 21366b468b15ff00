import { ContextMenu as Base } from '@base-ui/react/context-menu';
import type { ReactNode } from 'react';
import { MenuItems, type MenuEntry } from './MenuItems.tsx';
import list from './list.module.css';

export interface ContextMenuProps {
  items: readonly MenuEntry[];
  /** Asked where the menu is called for; false leaves it to the browser's own. */
  onAsked: (target: Element) => boolean;
  className?: string | undefined;
  /** What it is about. */
  children: ReactNode;
}

/** A list of actions where the pointer is, or at the focus for who presses the menu key. All of it stands elsewhere too. */
export function ContextMenu({ items, onAsked, className, children }: ContextMenuProps) {
  return (
    <Base.Root>
      <Base.Trigger
        className={className}
        onContextMenuCapture={(event) => {
          if (!onAsked(event.target as Element)) event.stopPropagation();
        }}
      >
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={list.positioner}>
          <MenuItems items={items} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
