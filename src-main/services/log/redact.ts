const hidden = '[hidden]';
const secretKey = /(?:^|[_-])(?:api[_-]?key|key|token|secret|password|passphrase|authorization|cookie)$/;

/** Secrets in running text: what follows a word for one, and what stands before the host of an address. */
const secretTexts: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [
    /((?:api[_-]?key|token|secret|password|passphrase|authorization|[?&](?:key|code))["']?\s*[=:]\s*["']?)(?!\[hidden\]|Bearer\b|Basic\b)[^\s"'&,;]+/gi,
    `$1${hidden}`,
  ],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${hidden}@`],
];

/** The same value without what looks like a secret. Deeper than any error is, it is cut off. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 8) return '…';
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      isSecretKey(key) && typeof entry === 'string' ? hidden : redact(entry, depth + 1),
    ]),
  );
}

function redactText(text: string): string {
  return secretTexts.reduce((cleaned, [pattern, instead]) => cleaned.replace(pattern, instead), text);
}

function isSecretKey(key: string): boolean {
  // "apiKey" and "X-Api-Key" are "api_key" as well.
  return secretKey.test(key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());
}
