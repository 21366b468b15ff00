import { expect, it } from 'vitest';
import { permissions } from '../../src-core/api/permissions.ts';
import { ownerOnly } from './owner-only.ts';

it('what only an owner may do is said without the names of permissions', () => {
  const text = ownerOnly('pull candles');
  expect(text).toBe(
    'You opened Hindcast to look only and cannot pull candles. Open it with the owner’s link to do that.',
  );
  for (const permission of permissions) expect(text).not.toContain(permission);
});
