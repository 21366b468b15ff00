import { folderSize } from '../files/folder-size.ts';

/**
 * Bytes that candles take: day files and kept versions, which is what the budget counts, without what is noted of them and
 * without downloads under way.
 *
 * @param root of the cache
 */
export function candleBytes(root: string): Promise<number> {
  return folderSize(root, (name) => name.endsWith('.parquet'));
}
