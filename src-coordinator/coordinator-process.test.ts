import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { endedJob, getJson, postBackfill, type JobJson } from './testing/coordinator-client.ts';
import { closesOf } from './testing/parquet-rows.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const entry = fileURLToPath(new URL('coordinator-process.ts', import.meta.url));
const feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1s' };

async function prepare(): Promise<string> {
  const folder = await temporaryFolder();
  const provider = { type: 'synthetic', seed: 1, initial_price: 100 };
  await writeFile(join(folder, 'feeds.json'), JSON.stringify({ feeds: [{ ...feed, provider }] }));
  return folder;
}

function launch(folder: string, ...more: string[]): ChildProcessWithoutNullStreams {
  const required = ['--config', join(folder, 'feeds.json'), '--data', join(folder, 'data'), '--port', '0'];
  const { API_KEY: _key, ...env } = process.env;
  const child = spawn(process.execPath, [entry, ...required, ...more], { env });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

/** The URL from the one line that the process prints when it listens. */
async function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return (JSON.parse(line) as { url: string }).url;
}

describe('coordinator process', () => {
  it('says where it listens and ends cleanly on SIGTERM', async () => {
    const child = launch(await prepare());
    expect(await getJson(`${await urlOf(child)}/healthz`)).toEqual({ status: 'ok' });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends when its standard input closes, if asked to', async () => {
    const child = launch(await prepare(), '--exit-with-stdin');
    await urlOf(child);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['a bad feeds file', [], '{"feeds": []}', /feeds\.json.*feeds/],
    ['an unknown option', ['--prot', '1'], undefined, /--prot/],
    ['a port that is none', ['--port', '70000'], undefined, /port/],
    ['a limit that is none', ['--limit', 'downloads=8', '--limit', 'uploads=8'], undefined, /uploads/],
  ])('refuses %s with status 2 and a reason', async (_what, more, config, message) => {
    const folder = await prepare();
    if (config !== undefined) await writeFile(join(folder, 'feeds.json'), config);
    const child = launch(folder, ...more);
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(JSON.parse(errors)).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(message) });
  });

  it(
    'D2 takes up a backfill that SIGKILL cut off, losing and repeating nothing',
    { timeout: 90_000 },
    async () => {
      const folder = await prepare();
      const killed = launch(folder);
      const url = await urlOf(killed);
      const { body } = await postBackfill(url, { ...feed, start: '2026-01-01', end: '2026-01-04' });
      const id = String(body['id']);
      await vi.waitFor(
        async () => {
          const job = await getJson<JobJson>(`${url}/reports/backfill/jobs/${id}`);
          expect(job.pages_fetched).toBeGreaterThan(0);
        },
        { timeout: 30_000, interval: 2 },
      );
      killed.kill('SIGKILL');
      await once(killed, 'exit');

      const revived = await urlOf(launch(folder));
      const job = await endedJob(revived, id);
      expect(job).toMatchObject({ status: 'completed', records_written: 3 * 86_400, pages_fetched: 3 });
      const index = await getJson<{ path: string; records: number; complete: boolean }[]>(
        `${revived}/data/backfill/index`,
      );
      expect(index.map(({ records, complete }) => [records, complete])).toEqual(
        Array.from({ length: 3 }, () => [86_400, true]),
      );
      const rows = await closesOf(join(folder, 'data/backfill', index[2]!.path));
      expect(rows.every(([ts], at) => ts === Date.UTC(2026, 0, 3) / 1000 + at)).toBe(true);
    },
  );
});
