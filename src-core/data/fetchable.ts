/**
 * Whether a coordinator is asked again for a damaged day, by what brought that (null when it is not known): for what was
 * imported or resampled it would give other data under the same name.
 */
export function isFetchable({ origin }: { readonly origin: string | null }): boolean {
  return origin !== 'import' && origin !== 'derived';
}
