import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { utilityProcessDouble } from '../../e2e/electron-double/utility-process.ts';
import {
  UtilityProcessSpawner,
  type UtilityProcessParts,
} from '../../src-main/electron/utility-process-spawner.ts';
import type { ProcessExit } from '../../src-main/services/processes/process-spawner.ts';
import { describeProcessSpawner } from '../support/process-spawner-suite.ts';

describeProcessSpawner('utility processes', (environment, entries) => {
  const app = new EventEmitter();
  return new UtilityProcessSpawner({
    app: app as unknown as UtilityProcessParts['app'],
    utilityProcess: utilityProcessDouble(app, () => true),
    environment,
    entries,
  });
});

describe('the end of a utility process', () => {
  /** What main is told when Electron reports these two events, in this order or the other. */
  async function endOf(
    code: number | undefined,
    details: { reason: string; exitCode: number } | undefined,
  ): Promise<ProcessExit> {
    const app = new EventEmitter();
    const child = Object.assign(new EventEmitter(), { stdout: null, stderr: null });
    let name: string | undefined;
    const spawner = new UtilityProcessSpawner({
      app: app as unknown as UtilityProcessParts['app'],
      utilityProcess: {
        fork: (_: string, __: string[], options: { serviceName?: string }) => {
          name = options.serviceName;
          return child;
        },
      } as unknown as UtilityProcessParts['utilityProcess'],
      environment: {},
    });
    const ended = new Promise<ProcessExit>((resolve) => {
      spawner.spawn('job').onExit(resolve);
    });
    if (details !== undefined) {
      app.emit(
        'child-process-gone',
        {},
        { type: 'Utility', name: 'hindcast-job-99', reason: 'oom', exitCode: 1 },
      );
      app.emit('child-process-gone', {}, { type: 'GPU', name, reason: 'oom', exitCode: 1 });
      app.emit('child-process-gone', {}, { type: 'Utility', name, ...details });
    }
    if (code !== undefined) child.emit('exit', code);
    return ended;
  }

  it('is for want of memory when the system says so', async () => {
    expect(await endOf(1, { reason: 'oom', exitCode: 1 })).toEqual({
      code: 1,
      signal: null,
      outOfMemory: true,
    });
  });

  it('is a failure to start when it never ran', async () => {
    expect(await endOf(undefined, { reason: 'launch-failed', exitCode: 1003 })).toEqual({
      code: null,
      signal: null,
    });
  });

  it.skipIf(process.platform === 'win32')('is by a signal when it crashed, whatever exit says', async () => {
    expect(await endOf(0, { reason: 'crashed', exitCode: 139 })).toEqual({ code: null, signal: 'SIGSEGV' });
  });

  it('is by its exit code when the system says nothing more', async () => {
    expect(await endOf(4, undefined)).toEqual({ code: 4, signal: null });
  });
});
