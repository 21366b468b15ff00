import type { LogLevel, LogOrigin } from '../../../../src-core/job/worker-protocol.ts';
import type { ResolvingJudge, ScoringJudge } from '../../../../src-core/kinds/replay/engine/judges.ts';
import { JavaScriptDriver } from '../../../../src-core/kinds/replay/engine/javascript-driver.ts';
import type { ModelDriver } from '../../../../src-core/kinds/replay/engine/model-driver.ts';
import { builtInScoringByName } from '../../../../src-core/kinds/replay/scoring/built-in-scorings.ts';
import type { Position } from '../../../../src-core/kinds/replay/engine/position.ts';
import { loadModel } from './load-model.ts';
import type { ThreadInput } from './messages.ts';
import { tickFailureLog } from './tick-failure-log.ts';
import type { UserFunction, UserRole } from './user-function.ts';

export interface UserCodeEvents {
  onLog(level: LogLevel, message: string, origin?: LogOrigin): void;
  onChild(pid: number): void;
}

/** A run's user code, loaded and ready: the model, and what scores and resolves its predictions. */
export interface UserCode {
  readonly driver: ModelDriver;
  readonly scoring: ScoringJudge;
  readonly resolving: ResolvingJudge;
  close(): Promise<void>;
}

/** Loads everything a plan names: JavaScript into this thread, Python into processes of its own. */
export async function userCodeOf(input: ThreadInput, events: UserCodeEvents): Promise<UserCode> {
  const { plan } = input;
  const functions: UserFunction[] = [];
  const position = new Float64Array(input.position);
  const open = async (role: UserRole, choice: { path: string; export: string }): Promise<UserFunction> => {
    const { openUserFunction } = await import('./user-function.ts');
    const opened = await openUserFunction(role, choice, plan, input.temporaryFolder, events, position);
    functions.push(opened);
    return opened;
  };
  // What only user functions need is loaded only for them: most runs have none, and every run waits for this thread.
  const scoring: ScoringJudge =
    typeof plan.scoring === 'string'
      ? builtInScoringByName[plan.scoring]
      : (await import('./user-judges.ts')).asScorer(await open('score', plan.scoring), plan.aggregation);
  const resolving: ResolvingJudge =
    typeof plan.resolver === 'string'
      ? { form: 'candle', which: plan.resolver }
      : (await import('./user-judges.ts')).asResolver(await open('resolve', plan.resolver));
  const driver = await openDriver(input, position, events);
  return {
    driver,
    scoring,
    resolving,
    close: async () => {
      await driver.close();
      for (const opened of functions) await opened.close();
    },
  };
}

async function openDriver(
  { plan, temporaryFolder }: ThreadInput,
  position: Position,
  events: UserCodeEvents,
): Promise<ModelDriver> {
  if (plan.model.path.endsWith('.py')) {
    const { openPythonDriver } = await import('../python/python-driver.ts');
    return openPythonDriver(plan, position, temporaryFolder, events);
  }
  return new JavaScriptDriver(plan, await loadModel(plan), position, tickFailureLog(events));
}
