import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { JobLog } from './job-log.ts';

const at = new Date('2026-11-21T12:00:00Z');

describe('the log in a result', () => {
  it('has a line for each message until it is closed', () => {
    const path = join(temporaryFolder(), 'log.jsonl');
    const log = new JobLog(path);
    log.append(at, 'info', 'model', 'two\nlines');
    log.close();
    log.append(at, 'info', 'model', 'late');
    expect(readFileSync(path, 'utf8')).toBe(
      '{"at":"2026-11-21T12:00:00.000Z","level":"info","origin":"model","message":"two\\nlines"}\n',
    );
  });

  it('Q31 says only at its end that it could not be opened', () => {
    const log = new JobLog(join(temporaryFolder(), 'nowhere', 'log.jsonl'));
    log.append(at, 'info', 'hindcast', 'lost');
    expect(() => log.close()).toThrow('ENOENT');
  });

  // Every write to this device fails as on a full disk.
  it.skipIf(!existsSync('/dev/full'))('Q31 says only at its end that the disk is full', () => {
    const log = new JobLog('/dev/full', 'w');
    log.append(at, 'info', 'hindcast', 'lost');
    log.append(at, 'info', 'hindcast', 'lost too');
    expect(() => log.close()).toThrow('ENOSPC');
  });
});
