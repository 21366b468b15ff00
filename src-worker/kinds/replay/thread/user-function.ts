import { describeThrown } from '../../../../src-core/errors/describe-thrown.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import {
  positionCall,
  positionField,
  type Position,
} from '../../../../src-core/kinds/replay/engine/position.ts';
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

/** What a function of the user's is for, and its name in messages. */
export const userRoles = { score: 'scoring function', resolve: 'ground-truth resolver' } as const;
export type UserRole = keyof typeof userRoles;

/**
 * Opens a function that a spec names by file and export.
 *
 * @param position where calls into JavaScript are marked, so that another thread can tell when one hangs; Python is
 *   watched over by itself
 * @throws HindcastError `MODEL_LOAD_FAILED` when the file cannot be loaded or what it exports is no function
 */
export async function openUserFunction(
  role: UserRole,
  choice: { path: string; export: string },
  plan: ReplayPlan,
  temporaryFolder: string,
  events: UserCodeEvents,
  position: Position,
): Promise<UserFunction> {
  const name = userRoles[role];
  if (choice.path.endsWith('.py')) {
    const { openPythonFunction } = await import('../python/python-driver.ts');
    return openPythonFunction(name, choice, plan, temporaryFolder, events);
  }
  const exported = await loadExport(name, choice.path, choice.export);
  if (typeof exported !== 'function') {
    throw new HindcastError(
      'MODEL_LOAD_FAILED',
      `The ${name} ${choice.path} exports "${choice.export}" as ${typeof exported}, not as a function.`,
    );
  }
  const target = exported as (...parameters: unknown[]) => unknown;
  return {
    call: (argumentLists) =>
      argumentLists.map((parameters) => {
        position[positionField.judged] = (position[positionField.judged] as number) + 1;
        position[positionField.call] = positionCall[role];
        const result = callOnce(target, parameters);
        position[positionField.call] = positionCall.none;
        return result;
      }),
    close: () => Promise.resolve(),
  };
}

function callOnce(target: (...parameters: unknown[]) => unknown, parameters: unknown[]): CallResult {
  try {
    return { ok: true, value: target(...parameters) };
  } catch (thrown) {
    return { ok: false, reason: describeThrown(thrown) };
  }
}
