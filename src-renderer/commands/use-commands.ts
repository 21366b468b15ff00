import { useEffect, useRef } from 'react';
import { registerCommands, type Command } from './command-registry.ts';

/**
 * Registers commands while the component is shown. The list may be made anew on every render: what `run` and `when` do
 * is taken from the latest one, and only a change of ids, titles or keys registers again.
 */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const shape = JSON.stringify(
    commands.map(({ id, title, group, keys, pageKey }) => [id, title, group, keys, pageKey]),
  );
  useEffect(
    () =>
      registerCommands(
        latest.current.map((command, index) => ({
          ...command,
          when: () => latest.current[index]?.when?.() ?? true,
          run: () => latest.current[index]?.run(),
        })),
      ),
    // `shape` stands for the list.
    [shape],
  );
}
