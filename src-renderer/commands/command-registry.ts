import { createStore } from 'zustand/vanilla';
import type { CommandDescription } from '../../src-core/api/commands.ts';
import { matchesKeys, worksWhileTyping, type Keystroke } from './keys.ts';

/** Something that can be done from the keyboard, the palette or a menu. */
export interface Command extends Omit<CommandDescription, 'group'> {
  /** Heading in the palette and in the list of keys: "Go", "Queue", "Run". */
  readonly group: string;
  /** Whether it can be done now; left out, it always can. */
  readonly when?: () => boolean;
  run: () => void;
}

interface Registered {
  /** What is registered last comes last, and wins over the same keys before it. */
  readonly lists: readonly (readonly Command[])[];
}

export const commandRegistry = createStore<Registered>(() => ({ lists: [] }));

/** Adds commands; answers how to take them away again. */
export function registerCommands(commands: readonly Command[]): () => void {
  commandRegistry.setState(({ lists }) => ({ lists: [...lists, commands] }));
  return () =>
    commandRegistry.setState(({ lists }) => ({ lists: lists.filter((list) => list !== commands) }));
}

/** Every command that can be done now, in the order they were registered; of the same id the last one. */
export function availableCommands({ lists }: Registered = commandRegistry.getState()): Command[] {
  const byId = new Map<string, Command>();
  for (const command of lists.flat()) byId.set(command.id, command);
  return [...byId.values()].filter((command) => command.when?.() ?? true);
}

/** Does the command with this id, if it can be done now. */
export function runCommand(id: string): void {
  availableCommands()
    .find((command) => command.id === id)
    ?.run();
}

/** The command that a keystroke stands for. While the person types, only keys with Control, Command or Alt count. */
export function commandOf(stroke: Keystroke, isTyping: boolean, mac?: boolean): Command | undefined {
  return availableCommands().findLast(({ keys, pageKey }) =>
    [keys, pageKey].some(
      (wanted) =>
        wanted !== undefined && (!isTyping || worksWhileTyping(wanted)) && matchesKeys(wanted, stroke, mac),
    ),
  );
}

/** The keys to show for a command: what this shell lets through. */
export function shownKeys(
  { keys, pageKey }: Pick<Command, 'keys' | 'pageKey'>,
  isDesktop: boolean,
): string | undefined {
  return isDesktop ? keys : (pageKey ?? keys);
}
