import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { HistoryPlayer } from '../testing/history-player.ts';
import { histories } from '../testing/queue-histories.ts';

it('Q2 Q3 Q5 Q6 Q7 Q8 Q9 Q10 Q11 Q22 Q25 agrees with a model of the rules over random histories', async () => {
  const player = new HistoryPlayer(temporaryFolder());
  onTestFinished(() => player.close());
  const agreement = fc.asyncProperty(histories, (history) => player.play(history));
  await expect(fc.assert(agreement, { numRuns: 200 })).resolves.toBeUndefined();
});
