import { describe, expect, it } from 'vitest';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { explainFailure } from './explain-failure.ts';

describe('explaining why a run failed', () => {
  it.each([
    'ENOSPC: no space left on device, write',
    'EDQUOT: disk quota exceeded, write',
    'IO Error: Could not write file: No space left on device',
  ])('Q31 says that the disk is full when it reads %j', (message) => {
    expect(explainFailure(new Error(message))).toMatchObject({ code: 'DISK_FULL' });
  });

  it('leaves every other error as it is', () => {
    expect(explainFailure(new Error('odd'))).toEqual({ code: 'INTERNAL', message: 'odd' });
    const ofModel = new HindcastError('MODEL_FAILED', 'predict() threw ENOSPC');
    expect(explainFailure(ofModel)).toMatchObject({ code: 'MODEL_FAILED' });
  });
});
