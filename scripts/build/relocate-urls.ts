import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

export interface RelocationOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Absolute path of the one folder that all bundles and their shared chunks are written to. */
  readonly outputFolder: string;
  /**
   * What becomes something else by being built: a source file or folder relative to the root, and the URL of what it
   * becomes, relative to the output folder.
   */
  readonly built: Readonly<Record<string, string>>;
}

/** A source says where another file is by its place beside the source, which a bundle has left. */
const relativeUrl = /new URL\(\s*(['"])([^'"]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
/** What stays true in a bundle: modules are found from anywhere below the same `node_modules`. */
const movable = /createRequire\(import\.meta\.url\)|import\.meta\.resolve\(/g;

/**
 * Rewrites the relative URLs of one source so that they hold in the folder of bundles: what is built
 * becomes its bundle, any other file or folder stays where it is in the repository.
 *
 * @throws Error for a URL of TypeScript that has no bundle, of nothing, or that is made in another way
 */
export function relocateUrls(code: string, source: string, options: RelocationOptions): string {
  const { root, outputFolder } = options;
  const built = new Map(Object.entries(options.built).map(([file, url]) => [resolve(root, file), url]));
  const relocated = code.replace(relativeUrl, (_, quote: string, path: string) => {
    const target = resolve(dirname(source), path);
    const bundle = built.get(target);
    if (bundle === undefined && (path.endsWith('.ts') || !existsSync(target))) {
      throw new Error(`${source} names ${path}, which is no bundle's entry and no file that is shipped.`);
    }
    const folderMark = path.endsWith('/') ? '/' : '';
    const url = bundle ?? `${withSlashes(relative(outputFolder, target))}${folderMark}`;
    return `new URL(${quote}${url}${quote}, import.meta.url)`;
  });
  const left = code.replace(relativeUrl, '').replace(movable, '');
  if (left.includes('import.meta.')) {
    throw new Error(`${source} uses import.meta in a way that does not survive bundling.`);
  }
  return relocated;
}

/** A path as URLs, Git and Vite write it, on Windows too. */
export function withSlashes(path: string): string {
  return path.split(sep).join('/');
}

/** {@link relocateUrls} for every source of the repository that goes into a bundle. */
export function relocateUrlsPlugin(options: RelocationOptions): Plugin {
  const ownSources = `${withSlashes(options.root)}/src-`;
  return {
    name: 'hindcast:relocate-urls',
    apply: 'build',
    // Before anything else has rewritten the source.
    enforce: 'pre',
    transform(code, id) {
      if (!withSlashes(id).startsWith(ownSources) || !code.includes('import.meta')) return null;
      // Lines stay lines, so positions are right without a map.
      return { code: relocateUrls(code, id, options), map: null };
    },
  };
}
