import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outsideArchive } from './outside-archive.ts';

describe('the path for another program', () => {
  it('leads beside the archive of an installed application', () => {
    const packed = join('/opt', 'Hindcast', 'resources', 'app.asar', 'resources', 'python', 'host.py');
    expect(outsideArchive(packed)).toBe(packed.replace('app.asar', 'app.asar.unpacked'));
  });

  it.each([
    join('/work', 'app.asar.unpacked', 'host.py'),
    join('/work', 'my-app.asar', 'host.py'),
    join('/work', 'host.py'),
  ])('is the same for what is in no archive: %s', (path) => {
    expect(outsideArchive(path)).toBe(path);
  });
});
