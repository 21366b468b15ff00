import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** Small enough to stay in the processor's cache on its way from the file to the hash. */
const chunkBytes = 256 * 1024;

/** SHA-256 of a file's content, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    return await sha256OfHandle(file);
  } finally {
    await file.close();
  }
}

/**
 * SHA-256 of an open file's content from its beginning, in hexadecimal. The next part is read while one is hashed, into
 * memory that is used again: new memory for each part costs as much as the hash.
 */
export async function sha256OfHandle(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  let [chunk, spare] = [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  let position = 0;
  let { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
  while (bytesRead > 0) {
    position += bytesRead;
    const reading = file.read(spare, 0, chunkBytes, position);
    hash.update(chunk.subarray(0, bytesRead));
    ({ bytesRead } = await reading);
    [chunk, spare] = [spare, chunk];
  }
  return hash.digest('hex');
}
