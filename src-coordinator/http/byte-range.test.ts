import { describe, expect, it } from 'vitest';
import { parseByteRange } from './byte-range.ts';

describe('parseByteRange', () => {
  it.each([
    [undefined, 'all'],
    ['bytes=0-0', { first: 0, last: 0 }],
    ['bytes=0-', { first: 0, last: 99 }],
    ['bytes=10-19', { first: 10, last: 19 }],
    ['bytes=99-', { first: 99, last: 99 }],
    ['bytes=90-1000', { first: 90, last: 99 }],
    ['bytes=0-99999999999999999999999', { first: 0, last: 99 }],
    ['bytes=-1', { first: 99, last: 99 }],
    ['bytes=-100', { first: 0, last: 99 }],
    ['bytes=-5000', { first: 0, last: 99 }],
    ['Bytes=1-2', { first: 1, last: 2 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=99999999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    // Several ranges, another unit, and what cannot be read are answered in full.
    ['bytes=0-1,3-4', 'all'],
    ['bytes=0-1, ', 'all'],
    ['items=0-1', 'all'],
    ['bytes=5-4', 'all'],
    ['bytes=-', 'all'],
    ['bytes=', 'all'],
    ['bytes=a-b', 'all'],
    ['bytes=1.5-2', 'all'],
    ['bytes=+1-2', 'all'],
    ['bytes=0x1-2', 'all'],
    ['bytes=--1', 'all'],
    ['bytes 0-1', 'all'],
    ['', 'all'],
  ])('%s of 100 bytes: %o', (header, expected) => {
    expect(parseByteRange(header, 100)).toEqual(expected);
  });
});
