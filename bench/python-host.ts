import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allocateCandleColumns, type CandleColumns } from '../src-core/feed/candle.ts';
import type { CandleBatch } from '../src-core/kinds/replay/engine/model-driver.ts';
import { positionLength } from '../src-core/kinds/replay/engine/position.ts';
import { SeededRandom } from '../src-core/numeric/seeded-random.ts';
import { openPythonDriver } from '../src-worker/kinds/replay/python/python-driver.ts';
import { minutePlan } from '../tests/support/minute-plan.ts';
import { bestWithin } from './best-of.ts';

/** Ticks per second of a Python model: a full window of 120 candles each tick, a prediction each candle. */
const candles = { batched: 525_600, round_trip: 65_536 };
/** Seconds for which the figures are measured, in turn. */
const seconds = 45;

const lightModel = `
class LightModel:
    def tick(self, data):
        self.data = data

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        candles = self.data["candles_1m"]
        return {"value": candles[-1]["close"] - candles[-2]["close"]}
`;

/** One-minute candles `from` (included) to `from + count` (not included) of a made-up market. */
function madeUpCandles(from: number, count: number): CandleColumns {
  const random = new SeededRandom(from + 1);
  const columns = allocateCandleColumns(count);
  for (let row = 0; row < count; row++) {
    columns.ts[row] = 1_640_995_200 + (from + row) * 60;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      columns[name][row] = 30_000 + random.uniform();
    }
  }
  return columns;
}

async function ticksPerSecond(feeding: 'batched' | 'round_trip', python: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  const path = join(folder, 'light_model.py');
  writeFileSync(path, lightModel);
  const plan = minutePlan({ path, feeding, python });
  const events = { onLog: () => undefined, onChild: () => undefined };
  const driver = await openPythonDriver(plan, new Float64Array(positionLength), folder, events);
  const batches: CandleBatch[] = [];
  for (let from = 0; from < candles[feeding]; from += driver.candlesPerRun) {
    batches.push({
      subjects: [madeUpCandles(from, Math.min(driver.candlesPerRun, candles[feeding] - from))],
    });
  }
  const started = performance.now();
  for (const batch of batches) await driver.run(batch);
  const milliseconds = performance.now() - started;
  const { ticks } = driver.counts();
  await driver.close();
  rmSync(folder, { recursive: true });
  return (ticks / milliseconds) * 1000;
}

/** What one interpreter reaches, in ticks per second. */
export interface PythonFigures {
  /** Its file and version. */
  readonly interpreter: string;
  readonly batched: number;
  readonly roundTrip: number;
}

const introduceItself = 'import platform, sys; print(sys.executable, platform.python_version())';

/** The interpreter that `python3` finds, and Debian's where that is another: builds differ by a quarter. */
function interpreters(): Map<string, string> {
  const found = new Map<string, string>();
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', introduceItself], { encoding: 'utf8' });
    if (status === 0 && ![...found.values()].includes(stdout.trim())) found.set(python, stdout.trim());
  }
  return found;
}

export async function benchPythonHost(): Promise<PythonFigures[]> {
  const found = [...interpreters()];
  const rounds = found.flatMap(([python]) =>
    (['batched', 'round_trip'] as const).map(
      (feeding) => [`${feeding} ${python}`, () => ticksPerSecond(feeding, python)] as const,
    ),
  );
  const best = await bestWithin(seconds, Math.max, Object.fromEntries(rounds));
  return found.map(([python, interpreter]) => ({
    interpreter,
    batched: best[`batched ${python}`] as number,
    roundTrip: best[`round_trip ${python}`] as number,
  }));
}

if (import.meta.main) console.table(await benchPythonHost());
