import Database from 'better-sqlite3';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src-core/api/contract/queue.ts';
import { versionPath } from '../../../../src-core/data/day-version.ts';
import { defaultRetryDelaysSeconds } from '../../../../src-core/job/retry-policy.ts';
import { JobBench } from '../testing/job-bench.ts';
import { examineQueue } from './examine-queue.ts';

/** No process has such a pid. */
const nobody = '4194305@';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

async function examine(choice: { repair?: boolean; deep?: boolean } = {}): Promise<Finding[]> {
  const { home, store, tree } = bench;
  const parts = { home, store, tree, retryDelaysSeconds: defaultRetryDelaysSeconds };
  const found = await examineQueue(
    {
      ...parts,
      onTrouble: (thrown) => {
        throw thrown;
      },
    },
    { repair: false, deep: false, ...choice },
  );
  // The bench's candles are nowhere but where a test writes them.
  return found.filter(({ code }) => code !== 'CANDLES_GONE');
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

async function submit(name: string, after: string[] = []): Promise<string> {
  const schedule = { notBefore: null, after, groupId: null };
  return (await bench.service.submit(bench.request({ spec: { name }, schedule }))).job.jobId;
}

async function completed(name: string): Promise<string> {
  const jobId = await submit(name);
  const running = bench.service.runNext({ jobId });
  const worker = await bench.spawner.next();
  worker.complete(await worker.started);
  await running;
  return jobId;
}

/** Changes the database as nobody should. */
function tamper(sql: string): void {
  const database = new Database(bench.home.database);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
}

/** Finds exactly this, repairs it, and finds nothing any more. */
async function expectRepaired(code: string): Promise<void> {
  expect(codesOf(await examine())).toEqual([code]);
  const [finding] = await examine({ repair: true });
  expect(finding).toMatchObject({ code, isRepaired: true, repair: expect.any(String) });
  expect(await examine()).toEqual([]);
}

const lostAndFound = (): string[] => readdirSync(join(bench.home.root, 'lost+found'));

describe('the doctor', () => {
  it('finds nothing in a queue that is well', async () => {
    await completed('done');
    await submit('waiting');
    expect(await examine({ deep: true })).toEqual([]);
  });

  it('Q28 gives back a job that runs without a process', async () => {
    const jobId = await submit('lost');
    bench.store.attempts.claim({ jobId, leaseId: '1-0123456789abcdef', ownerProcess: nobody });
    await expectRepaired('RUNNING_WITHOUT_PROCESS');
    expect(bench.store.get(jobId)?.state).not.toBe('running');
  });

  it('Q10 cancels what waits for a job that will not complete', async () => {
    const first = await submit('first');
    const second = await submit('second', [first]);
    tamper(
      `UPDATE job SET state = 'cancelled', completed_at = '2026-11-21T12:00:00.000Z' WHERE job_id = '${first}'`,
    );
    await expectRepaired('BLOCKED_FOREVER');
    expect(bench.store.get(second)?.state).toBe('cancelled');
    expect(bench.store.events(second).at(-1)?.cause).toContain(first);
  });

  it('Q10 cancels what waits for a job that is gone', async () => {
    const first = await submit('first');
    const second = await submit('second', [first]);
    const gone = 'e'.repeat(32);
    tamper(`UPDATE job_dependency SET after_job_id = '${gone}' WHERE job_id = '${second}'`);
    await expectRepaired('BLOCKED_FOREVER');
    expect(bench.store.get(second)?.state).toBe('cancelled');
    expect(bench.store.events(second).at(-1)?.cause).toContain(`${gone}, which is deleted`);
  });

  it('Q10 counts again for how many jobs one waits', async () => {
    const first = await submit('first');
    const second = await submit('second', [first]);
    tamper(`UPDATE job SET blocked_by = 3 WHERE job_id = '${second}'`);
    await expectRepaired('BLOCKED_WRONGLY');
    expect(bench.store.get(second)?.blockedBy).toBe(1);
  });

  it('Q33 tells a result that is gone, and leaves the repair to a person', async () => {
    const jobId = await completed('done');
    const folder = join(bench.home.results, jobId);
    renameSync(folder, join(bench.folder, 'elsewhere'));
    expect(await examine({ repair: true })).toMatchObject([
      { code: 'RESULT_MISSING', subject: jobId, repair: null, isRepaired: false },
    ]);
  });

  it('Q33 tells a result that was altered: by size, and by content when it looks deep', async () => {
    const jobId = await completed('done');
    const file = join(bench.home.results, jobId, 'summary.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"sample"', '"sAmple"').replace('"done"', '"dOne"'));
    expect(codesOf(await examine())).toEqual([]);
    expect(codesOf(await examine({ deep: true }))).toEqual(['RESULT_DAMAGED']);
    writeFileSync(file, `${text} `);
    expect(codesOf(await examine())).toEqual(['RESULT_DAMAGED']);
  });

  it('moves a result without a job to lost+found, and never onto another', async () => {
    const stray = 'f'.repeat(32);
    for (const name of ['a', 'b']) {
      mkdirSync(join(bench.home.results, stray));
      writeFileSync(join(bench.home.results, stray, name), name);
      await expectRepaired('RESULT_WITHOUT_JOB');
    }
    expect(lostAndFound()).toEqual([stray, `${stray}-2`]);
    expect(existsSync(join(bench.home.root, 'lost+found', stray, 'a'))).toBe(true);
  });

  it('moves a result away whose job has none', async () => {
    const jobId = await submit('never ran');
    bench.store.requestCancel(jobId, 'ada');
    mkdirSync(join(bench.home.results, jobId));
    await expectRepaired('RESULT_OF_NOTHING');
    expect(lostAndFound()).toEqual([jobId]);
  });

  it('Q30 deletes work of a process that is gone, but keeps a whole result', async () => {
    const work = 'job-4194305-0123456789abcdef';
    mkdirSync(join(bench.home.tmp, work));
    await expectRepaired('LEFTOVER_WORK');
    expect(existsSync(join(bench.home.root, 'lost+found'))).toBe(false);
    const whole = 'replaced-4194305-0123456789abcdef';
    mkdirSync(join(bench.home.tmp, whole));
    writeFileSync(join(bench.home.tmp, whole, 'manifest.json'), '{}');
    await expectRepaired('LEFTOVER_WORK');
    expect(lostAndFound()).toEqual([whole]);
  });

  it('moves a log without a job to lost+found, and leaves the log of Hindcast', async () => {
    writeFileSync(join(bench.home.logs, `${'e'.repeat(32)}.jsonl`), '');
    writeFileSync(join(bench.home.logs, 'hindcast.jsonl'), '');
    await expectRepaired('LOG_WITHOUT_JOB');
    expect(readdirSync(bench.home.logs)).toContain('hindcast.jsonl');
  });

  it.each([
    ['UNUSED_SNAPSHOT', "INSERT INTO dataset_snapshot VALUES ('unused', '[]', '{}')"],
    ['EMPTY_GROUP', "INSERT INTO job_group VALUES ('g', 'empty', 'ada', '2026-11-21T12:00:00.000Z')"],
    [
      'BROKEN_REFERENCE',
      `INSERT INTO job_event (job_id, seq, at, type, actor, cause) VALUES ('gone', 1, 'x', 'pending', 'ada', 'c')`,
    ],
  ])('%s is found and repaired', async (code, sql) => {
    await submit('waiting');
    tamper(sql);
    await expectRepaired(code);
  });

  it('takes a job out of a group that is gone', async () => {
    const jobId = await submit('waiting');
    tamper(`UPDATE job SET group_id = 'gone' WHERE job_id = '${jobId}'`);
    await expectRepaired('BROKEN_REFERENCE');
    expect(bench.store.get(jobId)?.groupId).toBeNull();
  });

  it('D20 warns of candles that are gone, also where others lie under their name, unless they are kept', async () => {
    const path = 'binance/BTCUSDT/candle/1m/2022-01-03.parquet';
    const usual = join(bench.home.cache, path);
    bench.writeCandles(path, '1');
    await submit('waiting');
    const { home, store, tree } = bench;
    const parts = { home, store, tree, retryDelaysSeconds: [], onTrouble: () => undefined };
    const find = (): Promise<Finding[]> => examineQueue(parts, { repair: true, deep: false });
    const gone = [{ code: 'CANDLES_GONE', severity: 'warning', repair: null }];
    expect(await find()).toEqual([]);
    const [file] = store.snapshot(store.snapshotsInUse()[0] ?? '').files;
    renameSync(usual, `${usual}.kept`);
    expect(await find()).toMatchObject(gone);
    bench.writeCandles(path, '2');
    expect(await find()).toMatchObject(gone);
    bench.writeCandles(versionPath(file?.sha256 ?? ''), '1');
    expect(await find()).toEqual([]);
  });

  it('says when a repair did not work', async () => {
    const { home, store, tree } = bench;
    const troubles: unknown[] = [];
    mkdirSync(join(home.results, 'f'.repeat(32)));
    writeFileSync(join(home.root, 'lost+found'), 'a file in the way');
    const parts = {
      home,
      store,
      tree,
      retryDelaysSeconds: [],
      onTrouble: (one: unknown) => troubles.push(one),
    };
    const [finding] = await examineQueue(parts, { repair: true, deep: false });
    expect(finding).toMatchObject({ isRepaired: false, message: expect.stringContaining('failed') });
    expect(troubles).toHaveLength(1);
  });
});
