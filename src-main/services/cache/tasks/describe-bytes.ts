const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** How much of something has come, in the unit that fits the whole: `4.1 of 62 MB`. */
export function describeBytes(done: number, total: number): string {
  let [scale, unit] = [1, 0];
  // 999.5 would be written as 1000.
  while (total / scale >= 999.5 && unit < units.length - 1) {
    scale *= 1000;
    unit++;
  }
  const written = (bytes: number): string => {
    const value = bytes / scale;
    return value.toFixed(unit > 0 && value > 0 && value < 9.95 ? 1 : 0);
  };
  return `${written(done)} of ${written(total)} ${units[unit]}`;
}
