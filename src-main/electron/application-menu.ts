import type { MenuItemConstructorOptions } from 'electron';
import type { CommandDescription } from '../../src-core/api/commands.ts';

export interface MenuOptions {
  readonly commands: readonly CommandDescription[];
  readonly platform: NodeJS.Platform;
  readonly hasDevTools: boolean;
  /** A command was chosen. */
  readonly run: (id: string) => void;
}

/** The native menu: what every application has, and the commands that work on every screen. */
export function applicationMenu({
  commands,
  platform,
  hasDevTools,
  run,
}: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const itemsOf = (group: CommandDescription['group']): MenuItemConstructorOptions[] =>
    commands.filter((command) => command.group === group).map((command) => commandItem(command, run));
  const menu = (label: string, submenu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    submenu.length === 0 ? [] : [{ label, submenu }];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : menu('File', [{ role: 'quit' }])),
    { role: 'editMenu' },
    ...menu('Backtest', itemsOf('Backtest')),
    ...menu('Go', itemsOf('Go')),
    ...menu('View', [
      ...itemsOf('View'),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(hasDevTools ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
    ]),
    { role: 'windowMenu' },
    { role: 'help', submenu: itemsOf('Help') },
  ];
}

function commandItem(
  { id, title, keys }: CommandDescription,
  run: (id: string) => void,
): MenuItemConstructorOptions {
  return {
    id,
    label: title,
    click: () => run(id),
    // A key alone would be taken away from whoever types it.
    ...(keys === undefined || !keys.includes('+')
      ? {}
      : // The page listens for its keys itself; the menu shows them.
        { accelerator: keys.replace('Mod', 'CmdOrCtrl'), registerAccelerator: false }),
  };
}
