import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { HistoryPlayer, histories } from '../testing/queue-histories.ts';

it('Q2 Q3 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q22 Q25 agrees with a model of the rules over random histories', () => {
  const player = new HistoryPlayer(temporaryFolder());
  onTestFinished(() => player.close());
  expect(() =>
    fc.assert(
      fc.property(histories, (history) => player.play(history)),
      { numRuns: 200 },
    ),
  ).not.toThrow();
});
