import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HindcastError } from '../errors/hindcast-error.ts';
import { decodeFrame, encodeFrame, holdsArrays } from './frame.ts';

const floats = fc.array(fc.double()).map((values) => Float64Array.from(values));
const bytes = fc.uint8Array({ maxLength: 40 });
/** JSON with arrays anywhere, and keys that look like what a frame puts in their place. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    floats,
    bytes,
    // JSON has no negative zero; only arrays keep it.
    fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('$array', '$$array', '__proto__'), fc.string()), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

describe('a frame', () => {
  it('brings every value back, arrays bit for bit', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeFrame(encodeFrame(value))).toStrictEqual(value);
      }),
    );
  });

  it('keeps NaN, infinities and the sign of zero', () => {
    const odd = Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324);
    const decoded = decodeFrame(encodeFrame({ odd })) as { odd: Float64Array };
    expect(new BigUint64Array(decoded.odd.buffer)).toEqual(new BigUint64Array(odd.buffer));
  });

  it('is read from wherever it lies, and its arrays do not hold on to it', () => {
    const frame = encodeFrame([Float64Array.of(1.5, 2.5), Uint8Array.of(7)]);
    const large = Buffer.alloc(frame.length + 3);
    large.set(frame, 3);
    const [first, second] = decodeFrame(large.subarray(3)) as [Float64Array, Uint8Array];
    large.fill(0);
    expect([[...first], [...second]]).toEqual([[1.5, 2.5], [7]]);
    expect([first.buffer.byteLength, second.buffer.byteLength]).toEqual([16, 1]);
  });

  it('takes Node buffers for the bytes they are', () => {
    expect(decodeFrame(encodeFrame({ content: Buffer.from([1, 2, 3]) }))).toStrictEqual({
      content: Uint8Array.of(1, 2, 3),
    });
  });

  it('is refused when it was cut or changed, and never anything else happens', () => {
    const cut = fc.tuple(values, fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(cut, ([value, share]) => {
        const frame = encodeFrame(value);
        expectValueOrBadInput(frame.subarray(0, Math.floor(frame.length * share)));
      }),
    );
    const changed = fc.tuple(values, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1 }));
    fc.assert(
      fc.property(changed, ([value, changes]) => {
        const frame = encodeFrame(value);
        for (const [at, byte] of changes) frame[at % frame.length] = byte;
        expectValueOrBadInput(frame);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), expectValueOrBadInput));
  });

  it.each([
    ['an unknown type', { $array: ['f32', 0, 1] }],
    ['a place off the grid', { $array: ['f64', 4, 0] }],
    ['a place before the start', { $array: ['f64', -8, 1] }],
    ['more than there is', { $array: ['f64', 0, 2 ** 40] }],
    ['no numbers', { $array: ['u8', '0', '1'] }],
  ])('is refused with an array of %s', (_, json) => {
    const text = new TextEncoder().encode(JSON.stringify(json));
    const frame = new Uint8Array(4 + text.length + 64);
    new DataView(frame.buffer).setUint32(0, text.length, true);
    frame.set(text, 4);
    expect(() => decodeFrame(frame)).toThrow(HindcastError);
  });
});

describe('holdsArrays', () => {
  it('finds an array however deep', () => {
    expect(holdsArrays({ a: [{ b: new Float64Array(0) }] })).toBe(true);
    expect(holdsArrays({ a: [{ b: [1, 'x', null] }] })).toBe(false);
  });
});

function expectValueOrBadInput(frame: Uint8Array): void {
  try {
    decodeFrame(frame);
  } catch (error) {
    expect(error).toBeInstanceOf(HindcastError);
    expect((error as HindcastError).code).toBe('BAD_INPUT');
  }
}
