import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MainToWorker, WorkerToMain } from '../../src-core/job/worker-protocol.ts';
import { openDatabase } from '../services/jobs/store/database.ts';
import { DataWorkerClient } from '../services/processes/data-worker-client.ts';
import type { ProcessSpawner } from '../services/processes/process-spawner.ts';
import { readReportAssets } from '../services/exports/report/report-assets.ts';

/** Two candles, as a user's file would hold them. */
const candles =
  'time,open,high,low,close,volume\n2026-01-01T00:00:00Z,1,2,1,2,1\n2026-01-01T00:01:00Z,2,3,2,3,1\n';
const feed = { source: 'self-check', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;

/**
 * Tries what an installed application may lack: SQLite, the workers, DuckDB, the files of reports.
 *
 * @param say gets one line for each part
 * @returns whether all of it works
 */
export async function selfCheck(spawner: ProcessSpawner, say: (line: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-self-check-'));
  const parts: readonly [string, () => Promise<void>][] = [
    ['SQLite', async () => void openDatabase(join(folder, 'check.db'), new Date()).close()],
    ['DuckDB', () => writeAndReadParquet(spawner, folder)],
    ['job worker', () => startJobWorker(spawner)],
    ['report files', async () => void readReportAssets()],
  ];
  let isHealthy = true;
  try {
    for (const [name, check] of parts) {
      try {
        await check();
        say(`ok ${name}`);
      } catch (error) {
        isHealthy = false;
        say(`failed ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return isHealthy;
}

/** Has the data worker turn a CSV file into Parquet, which it reads back before it says so. */
async function writeAndReadParquet(spawner: ProcessSpawner, folder: string): Promise<void> {
  const path = join(folder, 'candles.csv');
  const root = join(folder, 'cache');
  await writeFile(path, candles);
  await mkdir(join(root, ...Object.values(feed)), { recursive: true });
  const client = new DataWorkerClient(spawner);
  try {
    const { days } = await client.request('stageImport', {
      path,
      feed,
      root,
      scratch: folder,
      token: 'check',
      skipBadRows: false,
      options: {},
    });
    const rows = days[0]?.inspection.rows;
    if (rows !== 2) throw new Error(`Of two candles that were written, ${String(rows)} came back.`);
  } finally {
    await client.close();
  }
}

function startJobWorker(spawner: ProcessSpawner): Promise<void> {
  const child = spawner.spawn<WorkerToMain, MainToWorker>('job');
  return new Promise<void>((resolve, reject) => {
    child.onMessage(() => resolve());
    child.onExit((exit) => reject(new Error(`It ended at once: ${JSON.stringify(exit)}.`)));
  }).finally(() => child.kill());
}
