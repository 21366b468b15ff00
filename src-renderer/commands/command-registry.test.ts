import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../src-core/api/commands.ts';
import {
  availableCommands,
  commandOf,
  registerCommands,
  runCommand,
  shownKeys,
  type Command,
} from './command-registry.ts';

const stroke = (key: string) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false });

function register(...list: Partial<Command>[]): void {
  onTestFinished(
    registerCommands(
      list.map((command) => ({ id: 'x', title: 'X', group: 'Go', run: () => undefined, ...command })),
    ),
  );
}

describe('the command registry', () => {
  it('runs a command by id while it is registered and its time has come', () => {
    const done: string[] = [];
    let isOpen = false;
    const remove = registerCommands([
      { id: 'a', title: 'A', group: 'Go', when: () => isOpen, run: () => done.push('a') },
    ]);
    runCommand('a');
    isOpen = true;
    runCommand('a');
    remove();
    runCommand('a');
    expect(done).toEqual(['a']);
    expect(availableCommands()).toEqual([]);
  });

  it('gives keys to the command that was registered last', () => {
    register({ id: 'first', keys: 'N' });
    register({ id: 'second', keys: 'N' });
    expect(commandOf(stroke('n'), false, false)?.id).toBe('second');
  });

  it('leaves plain letters to whoever types', () => {
    register({ id: 'new', keys: 'Mod+N', pageKey: 'N' });
    expect(commandOf(stroke('n'), true, false)).toBeUndefined();
    expect(commandOf(stroke('n'), false, false)?.id).toBe('new');
    expect(commandOf({ ...stroke('n'), ctrlKey: true }, true, false)?.id).toBe('new');
  });

  it('shows in a browser the keys that a browser lets through', () => {
    expect(shownKeys({ keys: 'Mod+N', pageKey: 'N' }, false)).toBe('N');
    expect(shownKeys({ keys: 'Mod+N', pageKey: 'N' }, true)).toBe('Mod+N');
    expect(shownKeys({ keys: 'Mod+K' }, false)).toBe('Mod+K');
  });
});

describe('the commands of every screen', () => {
  it('share neither ids nor keys', () => {
    const ids = commands.map(({ id }) => id);
    const keys = commands.flatMap((command) => [
      ...('keys' in command ? [command.keys] : []),
      ...('pageKey' in command ? [command.pageKey] : []),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
