import { describe, expect, it } from 'vitest';
import type { OutputField } from '../output-schema.ts';
import { builtInScoringByName } from './built-in-scorings.ts';
import { detectScoringStub, scoringProbes } from './detect-stub.ts';
import type { ScoreResult } from './scoring-function.ts';
import { signalOf } from './signal-of.ts';

const fields: OutputField[] = [{ name: 'value', type: 'float' }];

describe('detectScoringStub', () => {
  it('warns of a constant, zero or not', () => {
    const constant = (value: number): ScoreResult[] =>
      scoringProbes(fields).map(() => ({ value, success: true }));
    expect(detectScoringStub(constant(0))).toContain('gave 0 for 3');
    expect(detectScoringStub(constant(1))).toContain('looks like a stub');
  });

  it('does not warn of any built-in scoring', () => {
    const gaussian: OutputField[] = [
      { name: 'mean', type: 'float' },
      { name: 'sigma', type: 'float' },
    ];
    for (const scoring of Object.values(builtInScoringByName)) {
      const results = scoringProbes(gaussian).map(({ output, actual }): ScoreResult => {
        if (scoring.form === 'output') return scoring.scoring.scoreOutput(output, actual);
        return { value: scoring.scoring.scoreSignal(signalOf(output), actual.return), success: true };
      });
      expect(results.every((result) => result.success)).toBe(true);
      expect(detectScoringStub(results)).toBeNull();
    }
  });

  it('says nothing when there is nothing to compare', () => {
    const failed: ScoreResult = { success: false, reason: 'needs real data' };
    expect(detectScoringStub([])).toBeNull();
    expect(detectScoringStub([failed, failed, failed])).toBeNull();
    expect(detectScoringStub([{ value: 0, success: true }, failed, failed])).toBeNull();
  });

  it('gives every output field a probe of its type', () => {
    const schema: OutputField[] = [
      { name: 'size', type: 'int' },
      { name: 'up', type: 'bool' },
      { name: 'note', type: 'string', default: 'n' },
    ];
    expect(scoringProbes(schema).map((probe) => probe.output)).toEqual([
      { size: 1, up: true, note: 'n' },
      { size: -1, up: false, note: 'n' },
      { size: 1, up: true, note: 'n' },
    ]);
    expect(scoringProbes([])[0]?.output).toEqual({ value: 1 });
  });
});
