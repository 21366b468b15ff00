import { describe, expect, it } from 'vitest';
import { statusCode, type PredictionColumns } from '../prediction-columns.ts';
import { scoredSample } from './scored-sample.ts';

function columnsOf(
  rows: { status: number; scope: number; signal: number; json?: string }[],
): PredictionColumns {
  const length = rows.length;
  const numbered = Float64Array.from(rows, (_, row) => row);
  return {
    length,
    ts: numbered,
    scope: Uint16Array.from(rows, (row) => row.scope),
    status: Uint8Array.from(rows, (row) => row.status),
    signal: Float64Array.from(rows, (row) => row.signal),
    entryPrice: numbered,
    resolvedPrice: numbered,
    resolvedTs: numbered,
    actualReturn: numbered.map((row) => row / 100),
    score: numbered.map((row) => -row),
    scoreFields: new Map([['pnl', numbered.map((row) => 10 * row)]]),
    outputJson: new Map(rows.flatMap((row, index) => (row.json === undefined ? [] : [[index, row.json]]))),
    reason: new Map(),
  };
}

const columns = columnsOf([
  { status: statusCode.scored, scope: 0, signal: 0.5 },
  { status: statusCode.predictionFailed, scope: 0, signal: Number.NaN },
  { status: statusCode.scored, scope: 1, signal: 0.25, json: '{"value":0.25,"p_up":0.75}' },
  { status: statusCode.scoringFailed, scope: 1, signal: 1 },
  { status: statusCode.scored, scope: 0, signal: Number.NaN, json: '{"note":"x"}' },
  { status: statusCode.unresolvedGap, scope: 0, signal: 1 },
]);

describe('scoredSample', () => {
  it('holds the scored rows in order, of all scopes or of one', () => {
    const all = scoredSample(columns, 'value');
    expect([...all.ts]).toEqual([0, 2, 4]);
    expect([...all.scope]).toEqual([0, 1, 0]);
    expect([...all.signal]).toEqual([0.5, 0.25, Number.NaN]);
    expect([...all.actualReturn]).toEqual([0, 0.02, 0.04]);
    expect([...all.score]).toEqual([-0, -2, -4]);
    expect([...(all.scoreFields.get('pnl') ?? [])]).toEqual([0, 20, 40]);
    expect([...scoredSample(columns, 'value', 0).ts]).toEqual([0, 4]);
    expect([...scoredSample(columns, 'value', 1).ts]).toEqual([2]);
    expect(scoredSample(columns, 'value', 2).length).toBe(0);
  });

  it('finds stated probabilities in outputs, and in plain numbers of a probability field', () => {
    const stated = (firstField: string): number[] => [
      ...(scoredSample(columns, firstField).probability ?? []),
    ];
    expect(stated('value')).toEqual([Number.NaN, 0.75, Number.NaN]);
    expect(stated('probability')).toEqual([0.5, 0.75, Number.NaN]);
  });

  it('holds no probabilities where no output is more than a number of another meaning', () => {
    const plain = columnsOf([{ status: statusCode.scored, scope: 0, signal: 0.5 }]);
    expect(scoredSample(plain, 'value').probability).toBeUndefined();
    expect([...(scoredSample(plain, 'p_up').probability ?? [])]).toEqual([0.5]);
  });
});
