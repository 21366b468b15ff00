/** Values as the host's `plain()` wrote them: tags become the numbers and texts they stand for. */
export function parsePython(text: string): unknown {
  return JSON.parse(text, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null) return member;
    const tagged = member as { $float?: unknown; $repr?: unknown };
    if (typeof tagged.$float === 'string') {
      if (tagged.$float === 'nan') return Number.NaN;
      return tagged.$float.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    }
    return typeof tagged.$repr === 'string' ? tagged.$repr : member;
  });
}
