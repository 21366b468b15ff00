import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import { manifestSchema, type Manifest } from '../../../src-core/result/manifest.ts';
import { sha256OfHandle } from '../files/hash-file.ts';

/** Files without which a folder is no result. */
const requiredFiles = ['summary.json', 'charts.json', 'log.jsonl'];

/**
 * Reads `manifest.json` of a result folder and checks every file it lists by size and SHA-256.
 *
 * @param options `flush` also forces every file to disk, for a folder that is about to be kept
 * @throws HindcastError `RESULT_MISSING` when the manifest or a file is not there, `RESULT_CORRUPT` when one is not
 *   what the manifest says or the manifest belongs to another job
 */
export async function verifyManifest(
  folder: string,
  jobId: string,
  options: { flush?: boolean } = {},
): Promise<Manifest> {
  const manifest = parseManifest(await readManifest(folder), folder);
  if (manifest.job_id !== jobId) {
    throw new HindcastError(
      'RESULT_CORRUPT',
      `The result in ${folder} belongs to job ${manifest.job_id}, not to ${jobId}.`,
    );
  }
  const listed = new Set(manifest.files.map((file) => file.name));
  const unlisted = requiredFiles.filter((name) => !listed.has(name));
  if (unlisted.length > 0) {
    throw new HindcastError(
      'RESULT_CORRUPT',
      `The manifest in ${folder} does not list ${unlisted.join(', ')}.`,
    );
  }
  await Promise.all(manifest.files.map((file) => verifyFile(folder, file, options.flush ?? false)));
  if (options.flush === true) await Promise.all([flush(join(folder, 'manifest.json')), flush(folder)]);
  return manifest;
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch (error) {
    throw new HindcastError(
      'RESULT_MISSING',
      `There is no result in ${folder}: manifest.json cannot be read. Run the job again.`,
      { cause: error, details: { folder } },
    );
  }
}

function parseManifest(text: string, folder: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new HindcastError('RESULT_CORRUPT', `manifest.json in ${folder} is not JSON.`, { cause: error });
  }
  return parseOrThrow(manifestSchema, parsed, `manifest.json in ${folder}`, 'RESULT_CORRUPT');
}

async function verifyFile(folder: string, file: Manifest['files'][number], flushed: boolean): Promise<void> {
  const path = join(folder, file.name);
  // Windows flushes only what is open for writing.
  const handle = await open(path, flushed ? 'r+' : 'r').catch((error: unknown) => {
    throw new HindcastError(
      'RESULT_MISSING',
      `${file.name} is missing from the result in ${folder}. Run the job again.`,
      { cause: error, details: { folder, file: file.name } },
    );
  });
  try {
    const size = (await handle.stat()).size;
    const sha256 = await sha256OfHandle(handle);
    if (size !== file.size_bytes || sha256 !== file.sha256) {
      const difference =
        size === file.size_bytes ? 'the same size, another SHA-256' : `${size} bytes for ${file.size_bytes}`;
      throw new HindcastError(
        'RESULT_CORRUPT',
        `${file.name} in ${folder} is not what its manifest says (${difference}). Run the job again.`,
        {
          details: {
            folder,
            file: file.name,
            expected: { size_bytes: file.size_bytes, sha256: file.sha256 },
            actual: { size_bytes: size, sha256 },
          },
        },
      );
    }
    if (flushed) await handle.sync();
  } finally {
    await handle.close();
  }
}

async function flush(path: string): Promise<void> {
  // Windows can neither open nor flush a folder; its renames are journalled.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
