import { describe, expect, it } from 'vitest';
import { probabilityOf, signalOf } from './signal-of.ts';

describe('signalOf', () => {
  it('takes the first of the known fields that is there', () => {
    expect(signalOf({ prediction: 4, signal: 3, expected_return: 2, value: 1 })).toBe(1);
    expect(signalOf({ prediction: 4, signal: 3, expected_return: 2 })).toBe(2);
    expect(signalOf({ prediction: 4, signal: 3, value: null })).toBe(3);
    expect(signalOf({ other: 9, prediction: 4 })).toBe(4);
  });

  it('falls back to the first numeric field, a boolean counting as 0 or 1', () => {
    expect(signalOf({ note: 'x', up: true, weight: 5 })).toBe(1);
    expect(signalOf({ note: 'x', weight: 5 })).toBe(5);
  });

  it('gives NaN, not the next field, when the field found is no number', () => {
    expect(signalOf({ value: 'high', signal: 1 })).toBeNaN();
    expect(signalOf({ value: [], weight: 1 })).toBeNaN();
    expect(signalOf({ note: 'x' })).toBeNaN();
    expect(signalOf({})).toBeNaN();
  });

  it('does not find what objects inherit', () => {
    const inherited = Object.create({ value: 3 }) as Record<string, unknown>;
    expect(signalOf(inherited)).toBeNaN();
  });
});

describe('probabilityOf', () => {
  it('takes the first of the known fields, as it is', () => {
    expect(probabilityOf({ proba: 0.1, p_up: 0.2 })).toBe(0.2);
    expect(probabilityOf({ probability: 1.5 })).toBe(1.5);
    expect(probabilityOf({ value: 0.4 })).toBeNaN();
  });
});
