import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteCandles } from '../support/candle-files.ts';
import {
  addCandles,
  hasPython,
  makeBench,
  readPredictions,
  removeBench,
  runReplay,
  writeModel,
  type ReplayBench,
} from '../support/run-replay.ts';

/** A model that returns each of some Python expressions in turn. */
function modelOf(expressions: readonly string[]): string {
  return `
import decimal
import fractions

class Shy(dict):
    def items(self):
        raise RuntimeError("not to be looked at")

class Nameless:
    def __str__(self):
        raise RuntimeError("no name")

class Model:
    calls = 0

    def tick(self, data):
        pass

    def predict(self, subject, horizon_seconds, step_seconds):
        self.calls += 1
        return [${expressions.join(', ')}][self.calls - 1]
`;
}

describe.skipIf(!hasPython())('what a Python model returns', () => {
  let bench: ReplayBench;
  beforeAll(async () => {
    bench = await makeBench();
    await addCandles(bench, minuteCandles('2026-01-15', 20));
  });
  afterAll(() => removeBench(bench));

  it.each(['batched', 'round_trip'] as const)(
    'R5 counts what throws when it is looked at as a prediction that failed, and takes numbers of every kind: %s',
    async (feeding) => {
      const outputs = [
        'Shy(value=1)',
        '{Nameless(): 1}',
        'decimal.Decimal("0.25")',
        '{"value": fractions.Fraction(1, 2)}',
        '3',
      ];
      const path = await writeModel(bench, `odd_${feeding}.py`, modelOf(outputs));
      const run = await runReplay(bench, {
        model: { path, feeding },
        window_size: 1,
        prediction_interval_seconds: 240,
        end: '2026-01-15T00:19:00',
      });
      const rows = await readPredictions(run);
      expect(rows.map(({ status, value, reason }) => [status, value, reason])).toEqual([
        ['prediction_failed', null, 'RuntimeError: not to be looked at'],
        ['prediction_failed', null, 'RuntimeError: no name'],
        ['scored', 0.25, null],
        ['scored', 0.5, null],
        ['scored', 3, null],
      ]);
    },
  );
});
