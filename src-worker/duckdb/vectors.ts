import type { DuckDBVector } from '@duckdb/node-api';

/**
 * The numbers of a DOUBLE vector without a copy per value. The binding keeps them in a typed array that its types do
 * not show; reading them one by one is ten times slower (docs/decisions/0002-duckdb-vectors.md).
 */
export function doublesOf(vector: DuckDBVector): Float64Array {
  return itemsOf(vector) as Float64Array;
}

/** The backing array of a fixed-width vector, for writing; call `flush` on the vector afterwards. */
export function itemsOf(vector: DuckDBVector): Float64Array | Uint16Array | Uint8Array {
  const { items } = vector as unknown as { items?: Float64Array | Uint16Array | Uint8Array };
  if (items === undefined) throw new Error('This version of DuckDB keeps vectors in another form.');
  return items;
}
