/**
 * JSON text that is the same for equal values: keys sorted by code unit, no spaces, numbers as JavaScript writes them.
 * What JSON cannot carry (NaN, infinities, undefined members) is left out or null, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
