/**
 * Values with bytes in them as JSON text and back, for what crosses between page and application. Kept free of imports:
 * the page gets these functions as text.
 */
export function encodeClone(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return { $: 'undefined' };
    if (typeof inner === 'number' && !Number.isFinite(inner)) return { $: 'number', value: String(inner) };
    if (!ArrayBuffer.isView(inner)) return inner;
    const bytes = new Uint8Array(inner.buffer, inner.byteOffset, inner.byteLength);
    let binary = '';
    for (let start = 0; start < bytes.length; start += 0x8000) {
      binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    }
    return { $: inner.constructor.name, value: btoa(binary) };
  });
}

export function decodeClone(text: string): unknown {
  const revive = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(revive);
    const { $: type, value } = inner as { $?: unknown; value?: string };
    if (typeof type !== 'string') {
      return Object.fromEntries(Object.entries(inner).map(([key, member]) => [key, revive(member)]));
    }
    if (type === 'undefined') return undefined;
    if (type === 'number') return Number(value);
    const binary = atob(value ?? '');
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
    return type === 'Float64Array' ? new Float64Array(bytes.buffer) : bytes;
  };
  return revive(JSON.parse(text));
}
