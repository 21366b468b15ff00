import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { CodeReference } from '../../../../src-core/kinds/job-kind.ts';
import { canonicalJson } from '../../../../src-core/wire/canonical-json.ts';
import { localImports } from './local-imports.ts';

/** What the user's code files of a job contained. */
export interface CodeFingerprint {
  /** Hash of the model with its local imports. */
  readonly modelHash: string;
  /** SHA-256 of each file, by its path relative to the model's folder, with `/` between segments. */
  readonly files: Readonly<Record<string, string>>;
  /** Hash of each referenced file with its local imports, by the reference's path. */
  readonly byReference: ReadonlyMap<string, string>;
}

/** More files than any model has; a stop for a scan that has gone astray. */
const mostFiles = 2000;

/**
 * Hashes the files that a spec names, together with the local files they import (see local-imports.ts for what is
 * followed). Installed packages and data that a model opens by itself are not covered.
 *
 * @param references with absolute paths; the one with role `model` gives the model hash
 * @throws HindcastError `BAD_SPEC` when a named file cannot be read
 */
export function fingerprintCode(references: readonly CodeReference[]): CodeFingerprint {
  const model = mainReference(references);
  const baseFolder = model === undefined ? '' : dirname(model.path);
  const known = new Map<string, string>();
  const files: Record<string, string> = {};
  const byReference = new Map<string, string>();
  for (const reference of references) {
    const own = hashWithImports(reference, known);
    byReference.set(reference.path, treeHash(dirname(reference.path), own));
    for (const [path, hash] of own) files[relativePath(baseFolder, path)] = hash;
  }
  return { modelHash: (model && byReference.get(model.path)) ?? treeHash('', new Map()), files, byReference };
}

/** The file that a job is about: its model, else the first one that it names. */
export function mainReference(references: readonly CodeReference[]): CodeReference | undefined {
  return references.find((reference) => reference.role === 'model') ?? references[0];
}

/** The files whose content differs between two fingerprints, with what it was and is; null for a file that is not there. */
export function changedFiles(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): { path: string; before: string | null; now: string | null }[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return paths
    .map((path) => ({ path, before: before[path] ?? null, now: now[path] ?? null }))
    .filter((file) => file.before !== file.now);
}

function hashWithImports(reference: CodeReference, known: Map<string, string>): Map<string, string> {
  const entryFolder = dirname(reference.path);
  const hashes = new Map<string, string>();
  const waiting = [reference.path];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (hashes.has(path)) continue;
    if (hashes.size >= mostFiles) {
      throw new HindcastError('BAD_SPEC', `${reference.path} imports more than ${mostFiles} local files.`);
    }
    const content = readCode(path, reference);
    const hash = known.get(path) ?? createHash('sha256').update(content).digest('hex');
    known.set(path, hash);
    hashes.set(path, hash);
    waiting.push(...localImports(path, content.toString('utf8'), entryFolder));
  }
  return hashes;
}

function readCode(path: string, reference: CodeReference): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    const what = reason === 'ENOENT' ? 'There is no file' : 'Cannot read the file';
    throw new HindcastError(
      'BAD_SPEC',
      `${what} ${path}, which the spec names as its ${reference.role}. Paths are relative to the spec's own folder.`,
      { cause: error, details: { path, role: reference.role, reason } },
    );
  }
}

/** The hash does not depend on where the files lie, only on how they lie to each other. */
function treeHash(folder: string, hashes: ReadonlyMap<string, string>): string {
  const tree = Object.fromEntries([...hashes].map(([path, hash]) => [relativePath(folder, path), hash]));
  return createHash('sha256').update(canonicalJson(tree)).digest('hex');
}

function relativePath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
