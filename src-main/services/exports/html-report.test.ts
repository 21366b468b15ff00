import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import { sampleRun } from './testing/sample-runs.ts';
import { renderReport } from './html-report.ts';

const hostile = `</script><img src=x onerror="alert('1')">`;

/** The page without the texts of its script elements. */
function withoutScripts(page: string): string {
  return page.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '');
}

/** What people read, one space between words. */
function textOf(page: string): string {
  return withoutScripts(page)
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

function dataOf(page: string): {
  series: unknown[];
  figures: { id: string; labels: string[]; lines: { name: string }[] }[];
} {
  const json = /<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(page)?.[1];
  return JSON.parse(json ?? '') as ReturnType<typeof dataOf>;
}

describe('a report of one run', () => {
  const page = renderReport([sampleRun('mean reversion')]);
  const text = textOf(page);

  it('is the same for the same input', () => {
    expect(renderReport([sampleRun('mean reversion')])).toBe(page);
  });

  it('says on which data the run was and how it ended, its headline with uncertainty, and how good the data was', () => {
    expect(text).toContain(
      'mean reversion synthetic/BTC/candle/1m · 2022-01-03 to 2022-01-05 · synthetic candles Completed without warnings',
    );
    expect(text).toMatch(/Mean score \+0\.0521 \+0\.0392 to \+0\.0651 at 95 % standard error 0\.00654/);
    expect(text).toContain('data clean');
  });

  it('shows each metric with sign, unit and direction, and carries its exact value', () => {
    expect(page).toContain('<data value="0.0521456789">+0.0521</data>');
    expect(text).toMatch(/IC ic −0\.0113 correlation higher/);
    expect(text).toMatch(/Hit rate hit_rate 0\.5260 share higher/);
    expect(text).toMatch(/Turnover turnover 0\.250000 signal lower/);
    expect(text).toMatch(/Brier score brier_score n\/a/);
  });

  it('has the error of a metric beside it and not as a metric of its own', () => {
    expect(text).toMatch(/Mean score score_mean \+0\.0521 0\.00654 \+0\.0392 to \+0\.0651/);
    expect(text).not.toContain('score_mean_standard_error ');
  });

  it('adds its counts up', () => {
    expect(text).toContain('2,881 = 2,876 scored + 1 unresolved end of data + 4 unresolved gap');
  });

  it('shows every hash and version of the receipt', () => {
    for (const character of 'abcdef12') expect(text).toContain(character.repeat(32));
    for (const version of ['1.0.0', '0.1.0', '24.21.0']) expect(text).toContain(version);
  });

  it('says under which mode it ran and that it was checked for looking ahead', () => {
    expect(text).toMatch(/Mode strict/);
    expect(text).toMatch(/Looking ahead checked: candles after 2022-01-03T12:00:00Z were altered/);
  });

  it('lists the deepest drawdowns, and says which one goes on', () => {
    expect(text).toMatch(/Deepest drawdowns of the score How deep, and how long\./);
    expect(text).toMatch(/BTC-60 −4\.0000 2022-01-03 00:00 2022-01-04 00:00 /);
    expect(text).toMatch(/BTC-60 −1\.5000 2022-01-05 00:00 ongoing/);
  });

  it('has no scope table for one scope, and no comparison', () => {
    expect(text).not.toContain('Metrics of each scope');
    expect(text).not.toContain('Settings that differ');
  });
});

describe('the file', () => {
  const page = renderReport([sampleRun('a'), sampleRun('b')]);

  it('allows exactly its own style and scripts', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).not.toContain('unsafe');
    const inline = [...page.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g)].map(
      (match) => match[1],
    );
    expect(inline).toHaveLength(3);
    for (const code of inline) {
      expect(policy).toContain(
        `sha256-${createHash('sha256')
          .update(code ?? '')
          .digest('base64')}`,
      );
    }
  });

  it('refers to nothing outside itself', () => {
    expect(withoutScripts(page)).not.toMatch(/(?:src|href)="(?!#)/);
    expect(withoutScripts(page)).not.toMatch(/url\(|@import/);
  });

  it('keeps hostile names as text wherever they stand', () => {
    const run = sampleRun(hostile, {
      warnings: [hostile],
      config: { [hostile]: hostile },
      counts: { [hostile]: 1 },
      metrics: { [hostile]: 1 },
    });
    const chart = run.charts.charts[0];
    if (chart === undefined) throw new Error('no chart');
    const charts = [
      {
        ...chart,
        title: hostile,
        help: hostile,
        y_name: hostile,
        lines: [{ name: hostile, x: [1], y: [1] }],
      },
    ];
    const attacked = renderReport(
      [{ ...run, charts: { schema_version: 1, charts, tables: [] } }, sampleRun('b')],
      {
        title: hostile,
      },
    );
    expect(withoutScripts(attacked)).not.toContain('<img');
    expect(attacked.match(/<script/g)).toHaveLength(3);
    expect(dataOf(attacked).figures.at(0)?.lines[0]?.name).toBe(hostile);
  });
});

describe('a report of several runs', () => {
  const better = sampleRun('better', { metrics: { ic: 0.02, turnover: 0.5 } });
  const page = renderReport([sampleRun('first'), better]);
  const text = textOf(page);

  it('compares first, and marks the best of each row in words', () => {
    expect(text.indexOf('Comparison')).toBeLessThan(text.indexOf('Completed'));
    expect(text).toMatch(/IC ic −0\.0113 best \+0\.0200 correlation/);
    expect(text).toMatch(/Turnover turnover best 0\.250000 0\.500000 signal lower/);
  });

  it('marks nothing where all are equal', () => {
    const alike = textOf(renderReport([sampleRun('first'), sampleRun('second')]));
    expect(alike).not.toContain(' best ');
  });

  it('names the settings that differ and no others', () => {
    expect(text).toMatch(/Settings that differ Setting first better name first better model\.path/);
    expect(text).not.toContain('kind replay replay');
  });

  it('lays the same chart of all runs over each other, with the numbers only once', () => {
    const { series, figures } = dataOf(page);
    expect(series).toHaveLength(18);
    const shared = figures.find(({ id }) => id === 'all-cumulative_score');
    expect(shared?.lines).toEqual([
      { name: 'first', series: 0, colour: 0, dash: 0 },
      { name: 'better', series: 9, colour: 1, dash: 1 },
    ]);
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    expect(figures.map(({ id }) => id)).not.toContain('all-score_calendar');
  });

  it('does not lay charts over each other whose categories differ', () => {
    const other = sampleRun('other');
    const charts = other.charts.charts.map((chart) =>
      chart.axis === 'category' ? { ...chart, labels: ['tiny', 'huge'] } : chart,
    );
    const ids = dataOf(
      renderReport([sampleRun('first'), { ...other, charts: { schema_version: 1, charts, tables: [] } }]),
    ).figures;
    expect(ids.map(({ id }) => id)).not.toContain('all-hit_rate_by_magnitude');
  });

  it('writes categories that are numbers with a true minus, as its axes do', () => {
    const run = sampleRun('x');
    const charts = run.charts.charts.map((chart) =>
      chart.axis === 'category' ? { ...chart, labels: ['-1', '1'] } : chart,
    );
    const { figures } = dataOf(renderReport([{ ...run, charts: { schema_version: 1, charts, tables: [] } }]));
    expect(figures.find(({ id }) => id === 'run-1-hit_rate_by_magnitude')?.labels).toEqual(['\u22121', '1']);
  });

  it('tells runs of the same name apart', () => {
    expect(textOf(renderReport([sampleRun('same'), sampleRun('same')]))).toContain('same (1) same (2)');
  });
});

describe('what only some runs have', () => {
  it('lists gaps and missing days under a warning badge', () => {
    const quality = {
      ...sampleRun('x').summary.data_quality,
      badge: 'warned' as const,
      missing_days: ['2022-01-04'],
      missing_candles: 28,
      gaps: [{ subject: 'BTC', after: '2022-01-03T05:00:00Z', missing: 28 }],
      gaps_not_listed: 2,
    };
    const text = textOf(
      renderReport([sampleRun('x', { data_quality: quality, warnings: ['28 candles missing.'] })]),
    );
    expect(text).toContain('Completed with 1 warning ');
    expect(text).toContain('data with gaps or faults');
    expect(text).toContain('BTC 2022-01-03T05:00:00Z 28');
    expect(text).toContain('2 more gaps are not listed');
    expect(text).toContain('Days without data: 2022-01-04.');
  });

  it('D26 lists each kind of fault with examples, and what the spec made of them', () => {
    const quality = {
      ...sampleRun('x').summary.data_quality,
      badge: 'noted' as const,
      policy: 'allow' as const,
      faults: { ...noFaults(), spike: 7 },
      examples: [
        {
          kind: 'spike' as const,
          subject: 'BTC',
          at: '2022-01-03T05:00:00Z',
          open: 1,
          high: 9,
          low: 1,
          close: null,
          periods: null,
          change: 2,
        },
      ],
    };
    const text = textOf(renderReport([sampleRun('x', { data_quality: quality })]));
    expect(text).toContain('data with gaps or faults, as the spec allows');
    expect(text).toContain('The spec allows odd data, which is only listed.');
    expect(text).toContain('Spikes 7');
    expect(text).toContain('Spikes BTC 2022-01-03T05:00:00Z 1, 9, 1, none');
  });

  it('has a table of scopes, without metrics that no scope has', () => {
    const { headline } = sampleRun('x').summary;
    const scope = (subject: string, horizon: number) => ({
      scope_key: `${subject}-${horizon}`,
      subject,
      prediction_interval_seconds: 60,
      resolve_horizon_seconds: horizon,
      step_seconds: 60,
      headline,
      metrics: { ic: 0.01, brier_score: null },
      intervals: {},
      predictions: 10,
      scored: 9,
    });
    const text = textOf(renderReport([sampleRun('x', { scopes: [scope('BTC', 60), scope('ETH', 3600)] })]));
    expect(text).toContain('Predictions Scored IC BTC-60 BTC 60 60 10 9 +0.0100 ETH-3600 ETH 60 3,600 10 9');
  });

  it('shows a run of another kind of job without what only a replay has', () => {
    const { mode: _mode, lookahead: _lookahead, intervals: _intervals, ...base } = sampleRun('x').summary;
    const summary = { ...base, kind: 'alpha', metrics: { annual_return: 0.1 } } as typeof base;
    const text = textOf(renderReport([{ summary, charts: { schema_version: 1, charts: [], tables: [] } }]));
    expect(text).toContain('Annual return annual_return +0.100000');
    expect(text).not.toContain('Looking ahead');
    expect(text).not.toContain('Charts');
  });
});
