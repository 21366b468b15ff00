import { describe, expect, it } from 'vitest';
import { describeThrown } from './describe-thrown.ts';

describe('describeThrown', () => {
  it('names an error with its message, and anything else by its text', () => {
    expect(describeThrown(new TypeError('no'))).toBe('TypeError: no');
    expect(describeThrown('no')).toBe('no');
    expect(describeThrown(undefined)).toBe('undefined');
    expect(describeThrown(Symbol('no'))).toBe('Symbol(no)');
  });

  it('never throws, whatever was thrown', () => {
    const silent = {
      get message(): string {
        throw new Error('no message');
      },
    };
    for (const thrown of [Object.create(null), Object.setPrototypeOf(silent, Error.prototype)]) {
      expect(describeThrown(thrown)).toBe('something that cannot say what it is');
    }
  });
});
