import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyOutput } from './copy-output.ts';
import { jsonOf } from './json-of.ts';

describe('copyOutput', () => {
  it('keeps what was returned when the model changes it afterwards', () => {
    const output = { value: 1, nested: { list: [1, { deep: 2 }] }, columns: Float64Array.of(1, 2) };
    const copy = copyOutput(output);
    output.value = 9;
    output.nested.list.push(9);
    (output.nested.list[1] as { deep: number }).deep = 9;
    output.columns[0] = 9;
    expect(copy).toEqual({ value: 1, nested: { list: [1, { deep: 2 }] }, columns: Float64Array.of(1, 2) });
  });

  it('says the same as the original, whatever that is', () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withTypedArray: true }), (value) => {
        expect(jsonOf(copyOutput(value))).toBe(jsonOf(value));
      }),
      { seed: 14, numRuns: 500 },
    );
  });

  it('ends with an output that holds itself, and with one that is very deep', () => {
    const cyclic: Record<string, unknown> = { value: 1 };
    cyclic['self'] = cyclic;
    expect(copyOutput(cyclic)).toMatchObject({ value: 1 });
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    expect(copyOutput(deep)).toHaveLength(1);
  });
});
