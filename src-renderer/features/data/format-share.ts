/** A share in percent that says 100 only when it is all, and 0 only when it is nothing: `99.9 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return 'n/a';
  if (part === 0 || part === whole) return part === 0 ? '0 %' : '100 %';
  return `${Math.min(99.9, Math.max(0.1, (100 * part) / whole)).toFixed(1)} %`;
}
