import { settingsSchema, type Settings } from '../../../src-core/api/contract/settings.ts';
import { formatBytes } from '../../format/bytes.ts';
import { limitsOf } from './limits.ts';

type BytesPerSecond = Settings['pullBytesPerSecond'];

const bytesPerKilobyte = 1000;
const { minimum, maximum } = limitsOf(settingsSchema.shape.pullBytesPerSecond.unwrap());

/** The least and the most that pulls can be held to, in kB/s. */
export const bandwidthLimits = { minimum: minimum / bytesPerKilobyte, maximum: maximum / bytesPerKilobyte };

/** Bytes a second as they are typed, in kB/s; null for no limit. */
export function typedBandwidth(saved: BytesPerSecond): number | null {
  return saved === null ? null : saved / bytesPerKilobyte;
}

/** Bytes a second of what was typed in kB/s, the nearest that is allowed; null for no limit. */
export function bandwidthOfTyped(typed: number | null): BytesPerSecond {
  if (typed === null) return null;
  return Math.min(maximum, Math.max(minimum, Math.round(typed * bytesPerKilobyte)));
}

/** What a limit means: "All pulls together take at most 2.5 MB a second." */
export function bandwidthWords(typed: number | null): string {
  const bytes = bandwidthOfTyped(typed);
  return bytes === null
    ? 'Empty for no limit: pulls are as fast as they can be.'
    : `All pulls together take at most ${formatBytes(bytes)} a second. Empty for no limit.`;
}
