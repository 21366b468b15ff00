const minus = '\u2212';
const noValue = 'n/a';

/**
 * A figure for people at the precision of its column: `+0.0521`, with a true minus; `n/a` for one that does not exist.
 * A value that the precision would show as zero is written with an exponent, so that only 0 looks like 0.
 *
 * @param sign `always` for scores, returns and correlations, `negative` for shares, counts and errors
 */
export function formatFigure(value: number | null, digits: number, sign: 'always' | 'negative'): string {
  if (value === null) return noValue;
  const size = Math.abs(value);
  const fixed = size.toFixed(digits);
  const text = size !== 0 && Number(fixed) === 0 ? formatExponent(size) : groupThousands(fixed);
  return `${signOf(value, sign)}${text}`;
}

/** A whole number with its thousands set apart: `525,481`. */
export function formatCount(count: number): string {
  return `${signOf(count, 'negative')}${groupThousands(String(Math.abs(count)))}`;
}

/** A figure where room is short, as on an axis: at most six digits that count, none that say nothing: `−0.25`, `1,200`. */
export function formatShort(value: number): string {
  const text = String(Number(Math.abs(value).toPrecision(6))).replace('-', minus);
  return `${signOf(value, 'negative')}${groupThousands(text)}`;
}

/** A name as it is; one that is a number, as classes of values have, with a true minus. */
export function formatLabel(label: string): string {
  return label.replace(/^-(?=\d)/, minus);
}

/** A confidence level or share as a percentage: 0.95 is `95 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

/** A duration in seconds: `0.94 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

function signOf(value: number, sign: 'always' | 'negative'): string {
  if (value < 0) return minus;
  return sign === 'always' && value > 0 ? '+' : '';
}

function formatExponent(size: number): string {
  return size.toExponential(2).replace('-', minus);
}

function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  // toFixed writes 1e21 and more with an exponent, which has no thousands to set apart.
  const grouped = /^\d+$/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
