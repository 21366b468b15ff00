import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiVersion } from '../../../src-core/api/api-version.ts';
import { sessionOf } from '../../../src-core/api/permissions.ts';
import { ApiHost } from '../api/api-host.ts';
import type { AllHandlers } from '../api/handlers.ts';
import { resultHandlers } from '../api/result-handlers.ts';
import { JobBench } from '../jobs/testing/job-bench.ts';
import { openResult } from './result-store.ts';

const program = fileURLToPath(new URL('../../../bin/hindcast.mjs', import.meta.url));

let bench: JobBench;
let jobId: string;
let folder: string;
beforeEach(async () => {
  bench = new JobBench();
  jobId = (await bench.service.submit(bench.request())).job.jobId;
  folder = join(bench.home.results, jobId);
});
afterEach(() => bench.remove());

async function complete(): Promise<void> {
  const running = bench.service.runNext();
  const worker = await bench.spawner.next();
  worker.complete(await worker.started);
  await running;
}

/** Changes the summary, and the manifest with it, as an older or a broken writer would have written both. */
function rewriteSummary(change: (receipt: Record<string, unknown>) => void): void {
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as {
    receipt: Record<string, unknown>;
  };
  change(summary.receipt);
  const text = JSON.stringify(summary);
  writeFileSync(join(folder, 'summary.json'), text);
  const manifestFile = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { files: { name: string }[] };
  const sha256 = createHash('sha256').update(text).digest('hex');
  for (const file of manifest.files) {
    if (file.name === 'summary.json') Object.assign(file, { sha256, size_bytes: Buffer.byteLength(text) });
  }
  writeFileSync(manifestFile, JSON.stringify(manifest));
}

const cases: [string, string, () => Promise<void> | void][] = [
  ['no result yet', 'RESULT_NOT_READY', () => undefined],
  ['files that are gone', 'RESULT_MISSING', () => complete().then(() => rmSync(folder, { recursive: true }))],
  [
    'files that were altered',
    'RESULT_CORRUPT',
    () => complete().then(() => writeFileSync(join(folder, 'charts.json'), '{}')),
  ],
  [
    'a summary without its snapshot',
    'RESULT_INCOMPLETE',
    () => complete().then(() => rewriteSummary((receipt) => void (receipt['snapshot_id'] = ''))),
  ],
  [
    'a summary without the versions of its data',
    'RESULT_INCOMPLETE',
    () => complete().then(() => rewriteSummary((receipt) => delete receipt['dataset_version_ids'])),
  ],
];

describe('asking for a result', () => {
  it.each(cases)(
    'Q33 tells %s apart, in the store, over the API and on the command line',
    async (_, code, make) => {
      await make();
      const job = bench.store.get(jobId);
      if (job === undefined) throw new Error('no job');
      await expect(openResult(bench.home, job)).rejects.toMatchObject({ code });
      expect(await ask(jobId)).toMatchObject({ ok: false, error: { code } });
      expect(await exported(jobId)).toMatchObject({ status: 4, code });
    },
  );

  it('Q33 tells that there is no such job', async () => {
    const nobody = 'f'.repeat(32);
    expect(await ask(nobody)).toMatchObject({ ok: false, error: { code: 'UNKNOWN_JOB' } });
    expect(await exported(nobody)).toMatchObject({ status: 2, code: 'UNKNOWN_JOB' });
  });
});

function ask(id: string): Promise<unknown> {
  const { home, store } = bench;
  const worker = {
    request: () => Promise.reject(new Error('nothing is read from files of predictions here')),
  };
  const host = new ApiHost({
    // Only results are asked for here.
    handlers: resultHandlers({ home, store, worker }) as unknown as AllHandlers,
    onInternalError: () => undefined,
  });
  return host.handle({ v: apiVersion, op: 'results.get', input: { jobId: id } }, sessionOf('viewer'), 'ada');
}

function exported(id: string): Promise<{ status: number; code: string }> {
  const out = join(bench.folder, 'out.json');
  const call = ['export', id, '--format', 'json', '--out', out, '--json', '--home', bench.home.root];
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...call], (error, _, stderr) => {
      const { code } = (JSON.parse(stderr) as { error: { code: string } }).error;
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, code });
    });
  });
}
