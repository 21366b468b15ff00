import type { SeededRandom } from '../../src-core/numeric/seeded-random.ts';

/** A copy of some bytes with damage as disks, networks and mischief do it: flipped, cut, repeated, moved, overwritten. */
export function mutateBytes(bytes: Uint8Array, random: SeededRandom): Buffer {
  let mutated = Buffer.from(bytes);
  const upTo = (limit: number): number => Math.floor(random.uniform() * limit);
  const changes = 1 + upTo(3);
  for (let change = 0; change < changes; change++) {
    const at = upTo(mutated.length);
    const length = 1 + upTo(Math.min(16, Math.max(1, mutated.length - at)));
    switch (upTo(7)) {
      case 0:
        if (mutated.length > 0) mutated[at] = (mutated[at] as number) ^ (1 << upTo(8));
        break;
      case 1:
        if (mutated.length > 0) mutated[at] = upTo(256);
        break;
      case 2:
        mutated = mutated.subarray(0, at);
        break;
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)]);
        break;
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at + length), mutated.subarray(at)]);
        break;
      case 5:
        if (mutated.length > 0) mutated.fill(random.uniform() < 0.5 ? 0 : 255, at, at + length);
        break;
      default: {
        // Most of what a reader trusts stands in the last bytes.
        const near = Math.max(0, mutated.length - 1 - upTo(Math.min(600, mutated.length)));
        if (mutated.length > 0) mutated[near] = upTo(256);
      }
    }
    mutated = Buffer.from(mutated);
  }
  return mutated;
}
