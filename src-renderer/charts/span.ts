/** A span of time; seconds since the epoch, UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function sameSpan(left: Span | null, right: Span | null): boolean {
  return (
    left === right || (left !== null && right !== null && left.from === right.from && left.to === right.to)
  );
}

/** The part of `extent` between two percentages, as a zoom event gives them. */
export function spanOfPercent(extent: Span, start: number, end: number): Span {
  const width = extent.to - extent.from;
  return { from: extent.from + (width * start) / 100, to: extent.from + (width * end) / 100 };
}

/**
 * What a key does to the visible span: `+` and `-` zoom around the middle, arrows move by a fifth, `0` and Home show
 * all. Undefined for other keys.
 */
export function spanAfterKey(key: string, shown: Span, extent: Span): Span | undefined {
  const width = shown.to - shown.from;
  const middle = shown.from + width / 2;
  const clamp = (from: number, size: number): Span => {
    const fitting = Math.min(size, extent.to - extent.from);
    const start = Math.min(Math.max(from, extent.from), extent.to - fitting);
    return { from: start, to: start + fitting };
  };
  switch (key) {
    case '+':
    case '=':
      return clamp(middle - width / 4, width / 2);
    case '-':
      return clamp(middle - width, width * 2);
    case 'ArrowLeft':
      return clamp(shown.from - width / 5, width);
    case 'ArrowRight':
      return clamp(shown.from + width / 5, width);
    case '0':
    case 'Home':
      return extent;
    default:
      return undefined;
  }
}
