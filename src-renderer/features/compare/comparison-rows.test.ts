import { describe, expect, it } from 'vitest';
import { comparedMetrics, comparedSettings, runNames, type ComparedRun } from './comparison-rows.ts';

function run(
  id: string,
  name: string,
  metrics: Record<string, number | null>,
  config: Record<string, unknown> = {},
): ComparedRun {
  return {
    jobId: id.repeat(32),
    summary: {
      name,
      metrics,
      config,
      data_quality: { badge: 'clean' },
      receipt: { snapshot_id: 's', model_hash: 'm', engine_version: '1', metrics_version: '1' },
    },
  } as unknown as ComparedRun;
}

const runs = [
  run('a', 'one', { score_mean: 0.1, max_drawdown: -0.5, turnover: 2 }, { window_size: 120, seed: 1 }),
  run('b', 'two', { score_mean: 0.3, max_drawdown: -0.5, turnover: null }, { window_size: 60, seed: 1 }),
];

describe('metrics side by side', () => {
  const rows = comparedMetrics(runs, [
    { jobId: 'b'.repeat(32), paired: 100, mean: 0.15, low: 0.05, high: 0.35, confidence: 0.95 },
  ]);
  const of = (name: string) => rows.find(({ metric }) => metric.name === name);

  it('gives each value as it is written everywhere, its difference to the first run and the interval of that', () => {
    expect(of('score_mean')?.values).toEqual([
      { text: '+0.1000', difference: undefined, interval: undefined, isBest: false },
      { text: '+0.3000', difference: '+0.1500', interval: '+0.0500 to +0.3500', isBest: true },
    ]);
  });

  it('marks no best where all are the same, or one has no value to compare with', () => {
    expect(of('max_drawdown')?.values.map(({ isBest }) => isBest)).toEqual([false, false]);
    expect(of('max_drawdown')?.differs).toBe(false);
    expect(of('turnover')?.values.map(({ text, difference }) => [text, difference])).toEqual([
      [expect.any(String), undefined],
      ['n/a', undefined],
    ]);
  });
});

describe('settings side by side', () => {
  it('says of each whether it differs', () => {
    const settings = comparedSettings(runs);
    expect(settings.filter(({ differs }) => differs)).toEqual([
      { path: 'window_size', values: ['120', '60'], differs: true },
    ]);
    expect(settings.find(({ path }) => path === 'seed')).toEqual({
      path: 'seed',
      values: ['1', '1'],
      differs: false,
    });
  });

  it('tells runs of the same name apart', () => {
    expect(runNames([...runs, run('c', 'one', {})])).toEqual(['one [aaaaaaaa]', 'two', 'one [cccccccc]']);
  });

  it('shortens names that no legend has room for, and still tells them apart', () => {
    const long = 'a very long name that somebody gave to a run to say everything';
    const names = runNames([run('a', `${long} 1`, {}), run('b', `${long} 2`, {})]);
    expect(names).toEqual([
      'a very long name that somebody gave to… [aaaaaaaa]',
      'a very long name that somebody gave to… [bbbbbbbb]',
    ]);
  });
});
