import { expect, it } from 'vitest';
import { ownerOnly, withoutPermission } from './owner-only.ts';
import { permissions } from './permissions.ts';

const texts = [ownerOnly('pull candles'), ...permissions.map(withoutPermission)];

it('what only an owner may do is said without the names of permissions', () => {
  expect(texts).toEqual(
    ['pull candles', 'see jobs and results', 'export anything', 'run backtests or change anything'].map(
      (doing) =>
        `You opened Hindcast to look only and cannot ${doing}. Open it with the owner’s link to do that.`,
    ),
  );
  for (const permission of permissions) expect(texts.join()).not.toContain(permission);
});
