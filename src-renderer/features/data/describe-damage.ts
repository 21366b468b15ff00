import type { QuarantinedFile } from '../../../src-core/api/contract/cache-upkeep.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatMoment, secondsOf } from '../../format/time.ts';
import type { TimeZone } from '../../state/preferences.ts';

/** What is wrong with a file, how large it is and since when that is known: "it is torn · 4 B · found 2022-01-05 12:00". */
export function describeDamage(
  { reason, sizeBytes, foundAt }: Pick<QuarantinedFile, 'reason' | 'sizeBytes' | 'foundAt'>,
  zone: TimeZone,
): string {
  // Reasons come as sentences and as parts of one.
  const found = `found ${formatMoment(secondsOf(foundAt), zone, 'minute')}`;
  return [reason.replace(/\.$/, ''), formatBytes(sizeBytes), found].join(' · ');
}
