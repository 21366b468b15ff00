import { pathToFileURL } from 'node:url';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../../src-core/errors/nearest-name.ts';
import { placeOfSyntaxError } from './syntax-error-place.ts';

/**
 * Imports a JavaScript or TypeScript file of the user's and returns what it exports under `name`. TypeScript runs as
 * it is: Node strips the types.
 *
 * @param role what the file is for, in messages: "model", "scoring function"
 * @throws HindcastError `MODEL_LOAD_FAILED` saying which of the many ways to fail it was
 */
export async function loadExport(role: string, path: string, name: string): Promise<unknown> {
  let loaded: Record<string, unknown>;
  try {
    loaded = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The ${role} ${path} could not be loaded: ${explain(cause, path)}`,
      {
        cause,
      },
    );
  }
  // A CommonJS module shows up as `default`; its members count as exports too, before it where it was compiled from an
  // ES module, whose default export is one of them.
  const commonJs = loaded['default'] as Record<string, unknown> | undefined;
  const exported = commonJs?.['__esModule'] === true ? commonJs[name] : (loaded[name] ?? commonJs?.[name]);
  if (exported !== undefined) return exported;
  const names = Object.keys(loaded);
  const only = names[0];
  if (name === 'default' && names.length === 1 && only !== undefined) return loaded[only];
  const nearest = nearestName(name, names);
  throw new HindcastError(
    'MODEL_LOAD_FAILED',
    `The ${role} ${path} exports no "${name}"${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} ` +
      (names.length === 0 ? 'It exports nothing.' : `It exports: ${names.join(', ')}.`),
  );
}

function explain(cause: unknown, path: string): string {
  const code = (cause as { code?: unknown } | null)?.code;
  const message = cause instanceof Error ? cause.message : String(cause);
  const missingPackage = /Cannot find package '([^']+)'/.exec(message)?.[1];
  if (missingPackage !== undefined) {
    return `it needs the package "${missingPackage}", which is not installed. Run npm install ${missingPackage} in the model's folder.`;
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ENOENT') return `a file it needs is missing: ${message}`;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return `${message}. Types are stripped, not compiled: enums, namespaces and parameter properties need a build step.`;
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return `${message}. Models are .js, .mjs, .cjs, .ts, .mts or .py files.`;
  }
  return cause instanceof SyntaxError
    ? `it has a syntax error${placeOfSyntaxError(cause, path)}: ${message}`
    : `it threw while loading: ${message}`;
}
