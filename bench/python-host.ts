import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allocateCandleColumns, type CandleColumns } from '../src-core/feed/candle.ts';
import { starterChallenge } from '../src-core/kinds/replay/challenge/starter.ts';
import type { CandleBatch } from '../src-core/kinds/replay/engine/model-driver.ts';
import { positionLength } from '../src-core/kinds/replay/engine/position.ts';
import { resolveReplaySpec } from '../src-core/kinds/replay/plan.ts';
import { replaySpecSchema } from '../src-core/kinds/replay/spec.ts';
import { SeededRandom } from '../src-core/numeric/seeded-random.ts';
import { openPythonDriver } from '../src-worker/kinds/replay/python/python-driver.ts';

/** Ticks per second of a Python model: a full window of 120 candles each tick, a prediction each candle. */
const candles = { batched: 525_600, round_trip: 65_536 };
const rounds = 3;

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

async function ticksPerSecond(
  feeding: 'batched' | 'round_trip',
  python: string | undefined,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  const path = join(folder, 'light_model.py');
  writeFileSync(path, lightModel);
  const plan = resolveReplaySpec(
    replaySpecSchema.parse({
      kind: 'replay',
      name: 'bench',
      model: { path, feeding, ...(python === undefined ? {} : { python }) },
      feed: { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' },
      start: '2022-01-01',
      end: '2022-12-31',
    }),
    starterChallenge,
    starterChallenge,
  );
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
  const seconds = (performance.now() - started) / 1000;
  const { ticks } = driver.counts();
  await driver.close();
  rmSync(folder, { recursive: true });
  return ticks / seconds;
}

async function best(feeding: 'batched' | 'round_trip', python: string | undefined): Promise<number> {
  let figure = 0;
  for (let round = 0; round < rounds; round++)
    figure = Math.max(figure, await ticksPerSecond(feeding, python));
  return figure;
}

/** @param python an interpreter or a virtual environment; the system's when left out */
export async function benchPythonHost(python?: string): Promise<{ batched: number; roundTrip: number }> {
  return { batched: await best('batched', python), roundTrip: await best('round_trip', python) };
}

if (import.meta.main) {
  const { batched, roundTrip } = await benchPythonHost(process.argv[2]);
  console.log(`Python model, batched:     ${Math.round(batched / 1000)} thousand ticks/s`);
  console.log(`Python model, round trip:  ${Math.round(roundTrip / 1000)} thousand ticks/s`);
}
