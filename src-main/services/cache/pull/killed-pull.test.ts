import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { killPulls } from '../../../../tests/support/kill-pulls.ts';

it('D14 D15 a pull that is killed at random steps completes, and no file is begun twice', async () => {
  const killed = await killPulls({ rounds: 5, seed: 11, folder: temporaryFolder() });
  expect(killed.faults).toEqual([]);
  expect(killed.kills).toBeGreaterThan(4);
  expect(killed.completed).toBeGreaterThan(0);
}, 60_000);
