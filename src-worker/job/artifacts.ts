import { createHash } from 'node:crypto';
import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../src-core/result/manifest.ts';
import type { ArtifactFile } from '../../src-core/job/worker-protocol.ts';

export const manifestName = 'manifest.json';

/** Writes text to a new file of the output folder, forces it to disk and seals it. */
export async function writeArtifact(folder: string, name: string, text: string): Promise<ArtifactFile> {
  const content = Buffer.from(text);
  const file = await open(join(folder, name), 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return sealOf(name, content);
}

/**
 * Hashes every file of the output folder, forces each to disk and writes `manifest.json`, which is always the last file
 * of a result.
 *
 * @param sealed files that have been hashed and forced to disk already
 */
export async function sealArtifacts(
  folder: string,
  jobId: string,
  sealed: readonly ArtifactFile[],
): Promise<ArtifactFile[]> {
  const names = (await readdir(folder)).filter((name) => name !== manifestName).sort();
  const known = new Map(sealed.map((file) => [file.name, file]));
  const files = await Promise.all(
    names.map(async (name) => known.get(name) ?? (await sealFile(folder, name))),
  );
  const manifest: Manifest = {
    schema_version: 1,
    job_id: jobId,
    files: files.map((file) => ({ name: file.name, size_bytes: file.sizeBytes, sha256: file.sha256 })),
  };
  await writeArtifact(folder, manifestName, `${JSON.stringify(manifest, null, 2)}\n`);
  return files;
}

async function sealFile(folder: string, name: string): Promise<ArtifactFile> {
  const path = join(folder, name);
  const file: FileHandle = await open(path, 'r+');
  try {
    const [content] = await Promise.all([readFile(path), file.sync()]);
    return sealOf(name, content);
  } finally {
    await file.close();
  }
}

function sealOf(name: string, content: Buffer): ArtifactFile {
  return { name, sizeBytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}
