import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportOperations } from '../../../src-core/api/contract/exports.ts';
import { sessionOf } from '../../../src-core/api/permissions.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { JobRecord } from '../jobs/store/job-record.ts';
import { writeResult } from '../jobs/testing/fake-worker.ts';
import { JobBench } from '../jobs/testing/job-bench.ts';
import { exportHandlers } from '../api/export-handlers.ts';
import { exportFileName } from './export-file-name.ts';
import { PreparedExports } from './prepared-exports.ts';
import { sampleRun } from './testing/sample-runs.ts';

const hour = 3_600_000;
const jobId = 'a1b2c3d4'.repeat(4);
const otherId = 'b'.repeat(32);
const context = { session: sessionOf('owner'), actor: 'ada' };

describe('exports that wait to be taken away', () => {
  let bench: JobBench;
  let exports: PreparedExports;
  let saveTo: string | null;
  const handlers = (): ReturnType<typeof exportHandlers> =>
    exportHandlers({ exports, ports: { saveFile: () => Promise.resolve(saveTo) } });

  beforeEach(() => {
    bench = new JobBench();
    for (const id of [jobId, otherId]) {
      mkdirSync(join(bench.home.results, id));
      writeResult({
        jobId: id,
        leaseId: 'l',
        snapshotId: 's',
        modelHash: 'm',
        files: [],
        codeFiles: {},
        datasetVersionIds: {},
        options: { checkLookahead: false },
        kind: 'replay',
        spec: {},
        plan: {},
        limits: { memoryMb: 1, callTimeoutSeconds: 1 },
        cacheRoot: '',
        outputFolder: join(bench.home.results, id),
      });
    }
    exports = open();
  });
  afterEach(() => bench.remove());

  function open(): PreparedExports {
    return new PreparedExports({
      home: bench.home,
      store: {
        find: (id) => {
          if (!existsSync(join(bench.home.results, id)))
            throw new HindcastError('UNKNOWN_JOB', 'No such job.');
          return { jobId: id, state: 'completed' } as JobRecord;
        },
      },
      worker: {
        request: (_type, parameters) => {
          writeFileSync((parameters as { outPath: string }).outPath, 'a,b\n');
          return Promise.resolve({ rows: 0, sizeBytes: 4 } as never);
        },
      },
      clock: bench.clock,
    });
  }
  const waiting = (): string[] => {
    const root = join(bench.home.tmp, 'exports');
    return existsSync(root) ? readdirSync(root) : [];
  };

  it('are made in every format under a name that says what is inside', async () => {
    for (const [format, mediaType, start] of [
      ['json', 'application/json', '{'],
      ['html', 'text/html; charset=utf-8', '<!doctype html>'],
      ['csv', 'text/csv; charset=utf-8', 'a,b'],
    ] as const) {
      const made = await handlers()['exports.create']({ jobIds: [jobId], format }, context);
      expect(exportOperations['exports.create'].output.parse(made)).toEqual(made);
      expect(made).toMatchObject({ fileName: `sample-a1b2c3d4.${format}`, mediaType });
      const { path, ...rest } = exports.exportFile(made.exportId);
      const text = readFileSync(path, 'utf8');
      expect(text.slice(0, start.length)).toBe(start);
      expect(made.sizeBytes).toBe(Buffer.byteLength(text));
      expect(rest).toEqual({ fileName: made.fileName, mediaType });
    }
  });

  it('hold several jobs only as a report, and leave nothing behind when they fail', async () => {
    const create = handlers()['exports.create'];
    const both = await create({ jobIds: [jobId, otherId], format: 'html' }, context);
    expect(both.fileName).toBe('2-backtests-a1b2c3d4.html');
    await exports.close();
    await expect(create({ jobIds: [jobId, otherId], format: 'json' }, context)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('Only a report'),
    });
    await expect(create({ jobIds: ['c'.repeat(32)], format: 'json' }, context)).rejects.toMatchObject({
      code: 'UNKNOWN_JOB',
    });
    writeFileSync(join(bench.home.results, jobId, 'summary.json'), '{}');
    await expect(create({ jobIds: [jobId], format: 'json' }, context)).rejects.toMatchObject({
      code: 'RESULT_CORRUPT',
    });
    expect(waiting()).toEqual([]);
  });

  it('go where the user wants them, over what is there, and are gone then', async () => {
    const { exportId } = await exports.create({ jobIds: [jobId], format: 'json' });
    const content = readFileSync(exports.exportFile(exportId).path, 'utf8');
    saveTo = join(bench.folder, 'mine.json');
    writeFileSync(saveTo, 'older');
    expect(await handlers()['exports.save']({ exportId }, context)).toEqual({ savedTo: saveTo });
    expect(readFileSync(saveTo, 'utf8')).toBe(content);
    expect(readdirSync(dirname(saveTo)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(waiting()).toEqual([]);
    await expect(handlers()['exports.save']({ exportId }, context)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });

  it('stay when the dialog is closed or the place cannot be written', async () => {
    const { exportId } = await exports.create({ jobIds: [jobId], format: 'json' });
    saveTo = null;
    expect(await handlers()['exports.save']({ exportId }, context)).toEqual({ savedTo: null });
    saveTo = join(bench.folder, 'missing', 'mine.json');
    await expect(handlers()['exports.save']({ exportId }, context)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('its folder does not exist'),
    });
    expect(existsSync(exports.exportFile(exportId).path)).toBe(true);
  });

  it('are removed after an hour, and at the end', async () => {
    const { exportId } = await exports.create({ jobIds: [jobId], format: 'json' });
    await bench.clock.advance(hour - 1);
    expect(waiting()).toEqual([exportId]);
    await bench.clock.advance(1);
    await expect.poll(waiting).toEqual([]);
    expect(() => exports.exportFile(exportId)).toThrow('Export again');
    await exports.create({ jobIds: [jobId], format: 'json' });
    await exports.close();
    expect(waiting()).toEqual([]);
  });

  it('of an earlier life are removed when they are older than an hour', async () => {
    const { exportId: old } = await exports.create({ jobIds: [jobId], format: 'json' });
    const { exportId: young } = await exports.create({ jobIds: [jobId], format: 'json' });
    const age = (milliseconds: number): Date => new Date(bench.clock.now().getTime() - milliseconds);
    utimesSync(join(bench.home.tmp, 'exports', old), age(hour + 1000), age(hour + 1000));
    utimesSync(join(bench.home.tmp, 'exports', young), age(1000), age(1000));
    const next = open();
    await next.open();
    expect(waiting()).toEqual([young]);
    expect(() => next.exportFile(young)).toThrow('not there any more');
  });
});

describe('the name of an export', () => {
  it.each([
    ['Mean reversion 8', 'Mean-reversion-8-a1b2c3d4.csv'],
    ['../../etc/passwd', 'etc-passwd-a1b2c3d4.csv'],
    ['CON', 'CON-a1b2c3d4.csv'],
    ['été :*?', 'ete-a1b2c3d4.csv'],
    ['走', 'backtest-a1b2c3d4.csv'],
    ['x'.repeat(200), `${'x'.repeat(60)}-a1b2c3d4.csv`],
  ])('of %s', (name, expected) => {
    expect(exportFileName([{ jobId, summary: sampleRun(name).summary }], 'csv')).toBe(expected);
  });
});
