import { describe, expect, it } from 'vitest';
import { spanInside, spanText, withMargin } from './spans.ts';

describe('spans of charts', () => {
  it('are asked for with as much again on either side, in whole seconds', () => {
    expect(withMargin({ from: 10.5, to: 20.5 })).toEqual({ from: 0, to: 31 });
  });

  it('stay inside the run', () => {
    const extent = { from: 0, to: 1000 };
    expect(spanInside({ from: -100, to: 300 }, extent)).toEqual({ from: 0, to: 400 });
    expect(spanInside({ from: 900, to: 1100 }, extent)).toEqual({ from: 800, to: 1000 });
    expect(spanInside({ from: -500, to: 5000 }, extent)).toEqual(extent);
  });

  it('are written with the day once where it is the same', () => {
    const at = Date.UTC(2022, 0, 21, 2, 17) / 1000;
    expect(spanText({ from: at, to: at + 41 * 60 }, 'utc')).toBe('2022-01-21 02:17 to 02:58');
    expect(spanText({ from: at, to: at + 9 * 86_400 }, 'utc')).toBe('2022-01-21 to 2022-01-30');
    expect(spanText({ from: at, to: at + 86_400 }, 'utc')).toBe('2022-01-21 02:17 to 2022-01-22 02:17');
  });
});
