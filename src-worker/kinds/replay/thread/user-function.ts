import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { ReplayPlan } from '../../../../src-core/kinds/replay/plan.ts';
import { loadExport } from './load-export.ts';
import type { UserCodeEvents } from './user-code.ts';

/** What one call of a user's function came to. */
export type CallResult = { ok: true; value: unknown } | { ok: false; reason: string };

/** A function of the user's, in whichever language, called with many argument lists at a time. */
export interface UserFunction {
  call(argumentLists: unknown[][]): CallResult[] | Promise<CallResult[]>;
  close(): Promise<void>;
}

/**
 * Opens a function that a spec names by file and export.
 *
 * @throws HindcastError `MODEL_LOAD_FAILED` when the file cannot be loaded or what it exports is no function
 */
export async function openUserFunction(
  role: string,
  choice: { path: string; export: string },
  plan: ReplayPlan,
  temporaryFolder: string,
  events: UserCodeEvents,
): Promise<UserFunction> {
  if (choice.path.endsWith('.py')) {
    const { openPythonFunction } = await import('../python/python-driver.ts');
    return openPythonFunction(role, choice, plan, temporaryFolder, events);
  }
  const exported = await loadExport(role, choice.path, choice.export);
  if (typeof exported !== 'function') {
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The ${role} ${choice.path} exports "${choice.export}" as ${typeof exported}, not as a function.`,
    );
  }
  const target = exported as (...parameters: unknown[]) => unknown;
  return {
    call: (argumentLists) => argumentLists.map((parameters) => callOnce(target, parameters)),
    close: () => Promise.resolve(),
  };
}

function callOnce(target: (...parameters: unknown[]) => unknown, parameters: unknown[]): CallResult {
  try {
    return { ok: true, value: target(...parameters) };
  } catch (thrown) {
    return {
      ok: false,
      reason: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    };
  }
}
