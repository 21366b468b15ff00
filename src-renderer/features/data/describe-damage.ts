import type { QuarantinedFile } from '../../../src-core/api/contract/cache-upkeep.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import type { TimeZone } from '../../state/preferences.ts';

const brought: Readonly<Record<string, string>> = { import: 'imported from', derived: 'made of' };

/**
 * What is wrong with a file, how large it is, since when that is known, and what brings its day back that no coordinator
 * has: "it is torn · 4 B · found 2022-01-05 12:00 · imported from /home/ada/own.csv".
 */
export function describeDamage(
  { reason, sizeBytes, foundAt, origin, source }: Omit<QuarantinedFile, 'id' | 'feed' | 'day'>,
  zone: TimeZone,
): string {
  // Reasons come as sentences and as parts of one.
  const found = `found ${formatMoment(secondsOf(foundAt), zone, 'minute')}`;
  const how = brought[origin ?? ''];
  const from = how === undefined || source === null ? [] : [`${how} ${source}`];
  return [reason.replace(/\.$/, ''), formatBytes(sizeBytes), found, ...from].join(' · ');
}
