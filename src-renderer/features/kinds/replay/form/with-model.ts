import { valueAt, withValue, type SpecDraft } from '../../../new/spec-value.ts';

/** Whether a file is a model in Python. */
export function isPythonModel(path: unknown): boolean {
  return typeof path === 'string' && path.endsWith('.py');
}

/**
 * The spec with another model file. The interpreter is for models in Python alone: one that is written there stays,
 * else it is that of the settings, where they name one.
 */
export function withModel(spec: SpecDraft, path: string, usualPython: string): SpecDraft {
  const written = valueAt(spec, 'model.python');
  const python = isPythonModel(path)
    ? (written ?? (usualPython === '' ? undefined : usualPython))
    : undefined;
  // The path first: a model of which nothing is left would be taken out.
  return withValue(withValue(spec, 'model.path', path), 'model.python', python);
}
