import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JavaScriptModel } from '../../../../src-core/kinds/replay/engine/model.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import { loadExport } from './load-export.ts';

/**
 * Loads a plan's JavaScript or TypeScript model: a class (constructed with the params), a function that returns a
 * model, or an object.
 *
 * @throws HindcastError `MODEL_LOAD_FAILED` when the file cannot be loaded, the constructor throws, or what comes out
 *   has no `tick` (or `tickColumns`) and prediction method, or one that is async
 */
export async function loadModel(plan: ReplayPlan): Promise<JavaScriptModel> {
  const { path, export: name, params } = plan.model;
  const exported = await loadExport('model', path, name);
  const model = typeof exported === 'function' ? make(exported, params, path) : exported;
  const candidate = model as JavaScriptModel | null;
  const missing = [
    ...(typeof candidate?.tick === 'function' || typeof candidate?.tickColumns === 'function'
      ? []
      : ['tick(data)']),
    ...(typeof candidate?.[plan.call.method] === 'function'
      ? []
      : [`${plan.call.method}(${plan.call.arguments.map((argument) => argument.name).join(', ')})`]),
  ];
  if (candidate === null || missing.length > 0) {
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The model ${path} (export "${name}") has no ${missing.join(' and no ')}.`,
    );
  }
  for (const method of ['tick', 'tickColumns', plan.call.method] as const) {
    if (!isAsync(candidate[method])) continue;
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The model ${path} has an async ${method}, but is called without await.`,
    );
  }
  return candidate;
}

function isAsync(method: unknown): boolean {
  return Object.prototype.toString.call(method) === '[object AsyncFunction]';
}

function make(exported: unknown, params: unknown, path: string): unknown {
  const construct = exported as { new (params: unknown): unknown; (params: unknown): unknown };
  const isClass =
    /^class\b/.test(Function.prototype.toString.call(exported)) || 'tick' in (construct.prototype ?? {});
  try {
    return isClass ? new construct(params) : construct(params);
  } catch (cause) {
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The model ${path} threw while it was being constructed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
