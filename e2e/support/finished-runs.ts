import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { backfill, openCoordinator } from './coordinator.ts';
import { shellEnvironment } from './environment.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

const days = { start: '2026-10-05', end: '2026-10-18' };
const dayAfter = '2026-10-19';
const replay = { kind: 'replay', prediction_interval_seconds: 60, resolve_horizon_seconds: 60 };

/** The runs that such a home holds, oldest first, by their names. */
export const finishedRuns = ['mean reversion', 'trend following', 'volatility regime'] as const;
const models = ['mean-reversion.ts', 'trend-following.ts', 'volatility-regime.js'];

const folder = fileURLToPath(new URL('../output/finished-runs/', import.meta.url));

/** A home with two weeks of two markets, pulled from a coordinator that is gone, and a few runs on them. To be copied. */
export const homeWithFinishedRuns = join(folder, 'home');

/** Makes that home, once for all journeys. */
export default async function makeFinishedRuns(): Promise<void> {
  const home = homeWithFinishedRuns;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const coordinator = await openCoordinator(join(folder, 'coordinator'));
  try {
    for (const subject of ['BTC', 'ETH'] as const) {
      await backfill(coordinator, { subject, start: days.start, end: dayAfter });
      const feed = `synthetic/${subject}/candle/1m`;
      const range = ['--from', days.start, '--to', days.end];
      await hindcast(
        'data',
        'pull',
        '--coordinator',
        coordinator.url,
        '--feed',
        feed,
        ...range,
        '--home',
        home,
      );
    }
  } finally {
    await coordinator.close();
  }
  for (const [index, name] of finishedRuns.entries()) {
    const spec = {
      ...replay,
      name,
      model: { path: join(repository, 'examples/models', models[index] as string) },
      feed: { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' },
      ...days,
    };
    const file = join(folder, 'spec.json');
    await writeFile(file, JSON.stringify(spec));
    await hindcast('run', file, '--home', home, '--json');
  }
}

function hindcast(...parameters: string[]): Promise<unknown> {
  return run(process.execPath, [join(repository, 'bin/hindcast.mjs'), ...parameters], {
    env: shellEnvironment,
  });
}
