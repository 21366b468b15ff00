import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveHome } from './home.ts';

describe('where Hindcast keeps its files', () => {
  it('is the option, else the environment, else the place of the system', () => {
    expect(resolveHome('/a', { HINDCAST_HOME: '/b' }).root).toBe(resolve('/a'));
    expect(resolveHome(undefined, { HINDCAST_HOME: ' /b ' }).root).toBe(resolve('/b'));
    expect(resolveHome(undefined, { HINDCAST_HOME: '' }).root).toContain('hindcast');
    expect(() => resolveHome(' ', {})).toThrow('--home is empty');
  });

  it('takes a tilde for the home of the user, where no shell has done so', () => {
    expect(resolveHome('~/runs', {}).root).toBe(join(homedir(), 'runs'));
    expect(resolveHome(undefined, { HINDCAST_HOME: '~' }).root).toBe(homedir());
    expect(resolveHome('./~/runs', {}).root).toBe(resolve('~/runs'));
    expect(resolveHome('~other', {}).root).toBe(resolve('~other'));
  });
});
