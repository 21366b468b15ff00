import type { Command } from '../../commands/command-registry.ts';
import type { MenuEntry } from '../../ui/MenuItems.tsx';

/** Groups of commands as a menu: those that cannot be done now are there, but cannot be chosen. */
export function menuOfCommands(groups: readonly (readonly Command[])[]): MenuEntry[] {
  return groups
    .filter((commands) => commands.length > 0)
    .flatMap((commands, index) => [
      ...(index === 0 ? [] : (['separator'] as const)),
      ...commands.map(({ title, keys, when, run }) => ({
        label: title,
        keys,
        disabled: when !== undefined && !when(),
        onSelect: run,
      })),
    ]);
}
