const units = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** The granularity of records that are so many seconds apart, such as `5m`; undefined for parts of a second and none. */
export function granularityName(seconds: number): string | undefined {
  if (!Number.isInteger(seconds) || seconds < 1) return undefined;
  const [size, unit] = units.find(([whole]) => seconds % whole === 0) ?? units[3];
  return `${seconds / size}${unit}`;
}
