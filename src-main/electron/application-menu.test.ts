import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { commands } from '../../src-core/api/commands.ts';
import { applicationMenu } from './application-menu.ts';

const commandIds = commands.map(({ id }): string => id).toSorted();

function menu(platform: NodeJS.Platform, hasDevTools = false, run = vi.fn()): MenuItemConstructorOptions[] {
  return applicationMenu({ commands, platform, hasDevTools, run });
}

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

describe('the menu', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('has every command once, on %s', (platform) => {
    const ids = itemsOf(menu(platform)).flatMap(({ id }) => id ?? []);
    expect(ids.toSorted()).toEqual(commandIds);
  });

  it('runs the command that is chosen', () => {
    const run = vi.fn();
    for (const { id, click } of itemsOf(menu('linux', false, run))) {
      if (id !== undefined) (click as unknown as () => void)();
    }
    expect(run.mock.calls.map(([id]) => String(id)).toSorted()).toEqual(commandIds);
  });

  it('shows keys, which the page listens for itself', () => {
    const byId = new Map(itemsOf(menu('linux')).map((item) => [item.id, item]));
    expect(byId.get('view.palette')).toMatchObject({
      accelerator: 'CmdOrCtrl+K',
      registerAccelerator: false,
    });
    expect(byId.get('help.keys')?.accelerator).toBeUndefined();
  });

  it('has no key twice', () => {
    const keys = itemsOf(menu('linux')).flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('edits text and quits as every application does, and has the application’s own menu on macOS', () => {
    expect(menu('linux').map(({ role }) => role)).toContain('editMenu');
    expect(itemsOf(menu('linux')).map(({ role }) => role)).toContain('quit');
    expect(menu('darwin')[0]).toEqual({ role: 'appMenu' });
  });

  it('leaves the tools of developers out unless they are asked for', () => {
    const rolesOf = (hasDevTools: boolean): unknown[] =>
      itemsOf(menu('linux', hasDevTools)).map(({ role }) => role);
    expect(rolesOf(false)).not.toContain('toggleDevTools');
    expect(rolesOf(true)).toContain('toggleDevTools');
  });
});
