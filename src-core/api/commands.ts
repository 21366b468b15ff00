/** A thing that a person can do from anywhere, as plain data: menus, the palette and the list of keys are made of it. */
export interface CommandDescription {
  readonly id: string;
  readonly title: string;
  readonly group: 'Go' | 'Backtest' | 'View' | 'Help';
  /** As Electron writes accelerators, `Mod` standing for Command on macOS and Control elsewhere; none has no keys. */
  readonly keys?: string;
  /** A key for browsers, which keep `keys` to themselves; works where nothing is being typed. */
  readonly pageKey?: string;
}

/**
 * Commands that work on every screen. The renderer attaches what they do; Electron's menu shows them and sends their id.
 * Screens add commands of their own while they are shown; those are not in the native menu.
 */
export const commands = [
  { id: 'go.queue', title: 'Queue', group: 'Go', keys: 'Mod+1', pageKey: '1' },
  { id: 'go.new', title: 'New backtest', group: 'Backtest', keys: 'Mod+N', pageKey: 'N' },
  {
    id: 'queue.pause',
    title: 'Pause or resume the queue',
    group: 'Backtest',
    keys: 'Mod+Shift+P',
    pageKey: 'Shift+P',
  },
  { id: 'go.compare', title: 'Compare', group: 'Go', keys: 'Mod+3', pageKey: '3' },
  { id: 'go.data', title: 'Data', group: 'Go', keys: 'Mod+4', pageKey: '4' },
  { id: 'go.settings', title: 'Settings', group: 'Go', keys: 'Mod+,', pageKey: '5' },
  { id: 'view.palette', title: 'Find a command or a job', group: 'View', keys: 'Mod+K' },
  { id: 'view.theme', title: 'Switch between dark and light', group: 'View', keys: 'Mod+Shift+L' },
  { id: 'view.density', title: 'Switch between compact and comfortable rows', group: 'View' },
  { id: 'view.time-zone', title: 'Switch between UTC and local time', group: 'View', keys: 'U' },
  { id: 'help.keys', title: 'Keyboard shortcuts', group: 'Help', keys: '?' },
  { id: 'help.diagnostics', title: 'Copy diagnostics', group: 'Help' },
] as const satisfies readonly CommandDescription[];

export type CommandId = (typeof commands)[number]['id'];
