import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { KeyHint } from './KeyHint.tsx';
import list from './list.module.css';
import { classNames } from './class-names.ts';

export interface MenuItem {
  label: string;
  onSelect: () => void;
  icon?: ReactNode;
  /** Keys as the command registry writes them: "Mod+K". */
  keys?: string | undefined;
  disabled?: boolean | undefined;
  danger?: boolean | undefined;
}

/** `'separator'` draws a line between groups. */
export type MenuEntry = MenuItem | 'separator';

/** What a menu lists, whatever opens it. */
export function MenuItems({ items }: { items: readonly MenuEntry[] }) {
  return (
    <Base.Popup className={classNames(list.popup, list.list)}>
      {items.map((item, index) =>
        item === 'separator' ? (
          // Separators have no identity but their place.
          <Base.Separator key={`separator-${index}`} className={list.separator} />
        ) : (
          <Base.Item
            key={item.label}
            className={classNames(list.item, item.danger && list.danger)}
            disabled={item.disabled ?? false}
            onClick={() => item.onSelect()}
          >
            {item.icon}
            <span className={list.itemText}>{item.label}</span>
            {item.keys !== undefined && <KeyHint keys={item.keys} />}
          </Base.Item>
        ),
      )}
    </Base.Popup>
  );
}
