import { bytesIn, byteUnitOf } from '../../../../src-core/text/byte-size.ts';

/** How much of something has come, in the unit that fits the whole: `4.1 of 62 MB`. */
export function describeBytes(done: number, total: number): string {
  const unit = byteUnitOf(total);
  return `${bytesIn(unit, done)} of ${bytesIn(unit, total)} ${unit.name}`;
}
