import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { MenuItems, type MenuEntry } from './MenuItems.tsx';
import list from './list.module.css';

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  items: readonly MenuEntry[];
}

/** A list of actions. */
export function Menu({ trigger, items }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={list.positioner} sideOffset={4} align="end">
          <MenuItems items={items} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
