import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoSeconds } from '../../src-core/time/utc.ts';
import type { TestCandle } from '../support/candle-files.ts';
import {
  addCandles,
  hasPython,
  makeBench,
  readPredictions,
  removeBench,
  runReplay,
  type ReplayBench,
  type ReplayRun,
} from '../support/run-replay.ts';

/**
 * The public harness's own numbers on real candles (../shared/conformance): every metric and count, the first and the
 * last three predictions, by the JavaScript and the Python models alike.
 */
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const casesFolder = join(shared, 'conformance', 'replay');
const candlesFile = join(shared, 'data', 'btc-perp-20211231-20220201_1m.csv');
const feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' } as const;

interface HarnessPrediction {
  ts: string;
  output: { value: number };
  actual: { entry_price: number; resolved_price: number; return: number } | null;
  score: number | null;
}

interface HarnessCase {
  config: {
    start: string;
    end: string;
    window_size: number;
    prediction_interval_seconds: number;
    resolve_horizon_seconds: number;
  };
  tracker: string;
  metrics: Record<string, number>;
  n_predictions: number;
  n_scored: number;
  first3: HarnessPrediction[];
  last3: HarnessPrediction[];
}

const isThere = existsSync(casesFolder) && existsSync(candlesFile);
const cases = isThere
  ? readdirSync(casesFolder).map(
      (name) => JSON.parse(readFileSync(join(casesFolder, name), 'utf8')) as HarnessCase,
    )
  : [];

function closeTo(actual: unknown, expected: number, what: string): void {
  expect(typeof actual, what).toBe('number');
  const tolerance = Math.max(1e-12, 1e-9 * Math.abs(expected));
  expect(
    Math.abs((actual as number) - expected),
    `${what}: ${String(actual)} instead of ${expected}`,
  ).toBeLessThanOrEqual(tolerance);
}

function readCandles(): TestCandle[] {
  return readFileSync(candlesFile, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .filter((line) => /^2022-01-0[345]/.test(line))
    .map((line) => {
      const [time = '', ...numbers] = line.split(',');
      const [open = 0, high = 0, low = 0, close = 0, volume = 0] = numbers.map(Number);
      return { ts: Date.parse(`${time.replace(' ', 'T')}Z`) / 1000, open, high, low, close, volume };
    });
}

describe.skipIf(!isThere)('the public harness (skipped where ../shared is absent)', () => {
  let bench: ReplayBench;
  const runs = new Map<string, ReplayRun>();

  beforeAll(async () => {
    bench = await makeBench();
    await addCandles(bench, readCandles(), feed);
  });
  afterAll(() => removeBench(bench));

  const languages: [string, (tracker: string) => string][] = [
    [
      'JavaScript',
      (tracker) =>
        tracker === 'volatility_regime'
          ? `${tracker.replace('_', '-')}.js`
          : `${tracker.replace('_', '-')}.ts`,
    ],
    ['Python', (tracker) => `${tracker}.py`],
  ];

  for (const [language, fileOf] of languages) {
    it.skipIf(language === 'Python' && !hasPython()).each(cases)(
      `is reproduced by $tracker in ${language}`,
      async (harness) => {
        const { config } = harness;
        const run = await runReplay(bench, {
          start: config.start,
          end: config.end,
          window_size: config.window_size,
          prediction_interval_seconds: config.prediction_interval_seconds,
          resolve_horizon_seconds: config.resolve_horizon_seconds,
          feed,
          mode: 'compatible',
          scoring: 'directional',
          model: { path: join('examples', 'models', fileOf(harness.tracker)) },
        });
        runs.set(`${harness.tracker} ${language}`, run);
        expect(run.summary.counts).toMatchObject({
          predictions: harness.n_predictions,
          scored: harness.n_scored,
        });
        for (const [name, expected] of Object.entries(harness.metrics))
          closeTo(run.summary.metrics[name], expected, name);
        const rows = await readPredictions(run);
        const compare = (row: Record<string, unknown> | undefined, expected: HarnessPrediction): void => {
          expect(`${isoSeconds(row?.['ts'] as number).slice(0, 19)}+00:00`).toBe(expected.ts);
          closeTo(row?.['value'], expected.output.value, 'value');
          if (expected.actual === null) expect(row?.['actual_return']).toBeNull();
          else {
            closeTo(row?.['entry_price'], expected.actual.entry_price, 'entry price');
            closeTo(row?.['resolved_price'], expected.actual.resolved_price, 'resolved price');
            closeTo(row?.['actual_return'], expected.actual.return, 'return');
          }
          expect(row?.['score']).toBe(expected.score);
        };
        harness.first3.forEach((expected, index) => compare(rows[index], expected));
        harness.last3.forEach((expected, index) => compare(rows[rows.length - 3 + index], expected));
      },
    );
  }

  it.skipIf(!hasPython())('finds the same metrics in both languages, bit for bit', () => {
    for (const { tracker } of cases) {
      const [javaScript, python] = languages.map(([language]) => runs.get(`${tracker} ${language}`));
      expect(javaScript).toBeDefined();
      expect(javaScript?.summary.metrics).toEqual(python?.summary.metrics);
      expect(javaScript?.summary.receipt.strict_hash).toBe(python?.summary.receipt.strict_hash);
    }
  });
});
