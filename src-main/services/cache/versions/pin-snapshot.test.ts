import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import { snapshotIdOf } from './pin-snapshot.ts';

it('a snapshot is named by the canonical JSON of its paths and hashes, sorted by path', () => {
  const files = ['b', 'a'].map((path) => ({ sha256: path.repeat(64), rows: 1, path, sizeBytes: 2 }));
  const list = ['a', 'b'].map((path) => ({ path, sha256: path.repeat(64) }));
  const hash = createHash('sha256').update(canonicalJson(list)).digest('hex');
  expect(snapshotIdOf(files)).toBe(hash.slice(0, 32));
});
