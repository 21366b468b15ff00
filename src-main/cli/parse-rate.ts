import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

const factors = { '': 1, k: 1e3, m: 1e6, g: 1e9 } as const;
const slowest = 1000;

/** Bytes a second from an option: `500k`, `2.5M`, `80000`. Throws `BAD_INPUT` for any other text. */
export function parseRate(option: string, text: string): number {
  const [, number, letter] = /^(\d+(?:\.\d+)?)([kmg]?)$/.exec(text.trim().toLowerCase()) ?? [];
  const rate = Number(number) * factors[(letter ?? '') as keyof typeof factors];
  if (number !== undefined && rate >= slowest) return Math.round(rate);
  throw new HindcastError(
    'BAD_INPUT',
    `${option} is "${text}". Write bytes a second, at least 1k: 500k, 2.5M or 80000.`,
  );
}
