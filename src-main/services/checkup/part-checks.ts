import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Check } from '../../../src-core/api/contract/app.ts';
import type { MainToWorker, WorkerToMain } from '../../../src-core/job/worker-protocol.ts';
import { readReportAssets } from '../exports/report/report-assets.ts';
import { openDatabase } from '../jobs/store/database.ts';
import { DataWorkerClient } from '../processes/data-worker-client.ts';
import type { ProcessSpawner } from '../processes/process-spawner.ts';

/** Two candles, as a user's file would hold them. */
const candles =
  'time,open,high,low,close,volume\n2026-01-01T00:00:00Z,1,2,1,2,1\n2026-01-01T00:01:00Z,2,3,2,3,1\n';
const feed = { source: 'self-check', subject: 'BTC', kind: 'candle', granularity: '1m' } as const;

/** Tries what an installed application may lack: SQLite, the workers, DuckDB, the files of reports. */
export async function checkParts(spawner: ProcessSpawner): Promise<Check[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-self-check-'));
  const attempt = async (name: Check['name'], detail: string, work: () => Promise<void>): Promise<Check> => {
    try {
      await work();
      return { name, status: 'ok', detail };
    } catch (error) {
      return { name, status: 'failed', detail: error instanceof Error ? error.message : String(error) };
    }
  };
  try {
    return await Promise.all([
      attempt(
        'sqlite',
        'a database can be written',
        async () => void openDatabase(join(folder, 'check.db'), new Date()).close(),
      ),
      attempt('duckdb', 'candles can be written and read', () => writeAndReadParquet(spawner, folder)),
      attempt('worker', 'the process of a job starts', () => startJobWorker(spawner)),
      attempt('reports', 'what reports are made of is there', async () => void readReportAssets()),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
