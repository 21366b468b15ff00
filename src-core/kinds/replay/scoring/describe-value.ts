const longestQuote = 40;

/** What a value from outside is, in a few words for a message: `"abc"`, `an array`, `nothing (undefined)`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing (undefined)';
    case 'string':
      return value.length > longestQuote
        ? `a text of ${value.length} characters`
        : `the text ${JSON.stringify(value)}`;
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'nothing (null)';
      if (value instanceof Promise) return 'a promise, which nothing waits for';
      return Array.isArray(value) ? 'an array' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
