import type { ReplayPlan } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { JavaScriptModel } from './model.ts';

/**
 * A scope as the loop needs it: when it last predicted, and how to ask. The model's method is called as a method, by its
 * name: V8 can then compile it into the loop, which it cannot when a function is called through `call` or a closure.
 */
export class Question {
  readonly scopeIndex: number;
  readonly intervalSeconds: number;
  /** Candle time of the latest prediction, in seconds. */
  lastTs = Number.NEGATIVE_INFINITY;
  readonly #model: AskedModel;
  readonly #method: keyof AskedModel;
  readonly #values: readonly unknown[];
  readonly #askWith: Ask;

  constructor(plan: ReplayPlan, model: JavaScriptModel, scope: Scope, scopeIndex: number) {
    this.scopeIndex = scopeIndex;
    this.intervalSeconds = scope.intervalSeconds;
    this.#model = model as unknown as AskedModel;
    this.#method = plan.call.method as keyof AskedModel;
    this.#values = plan.call.arguments.map((argument) => argumentValue(argument.value, scope));
    this.#askWith = askWith[this.#values.length] ?? askWithMore;
  }

  /** Calls the prediction method with the scope's values in the challenge's order. Throws what the model throws. */
  ask(): unknown {
    return this.#askWith(this.#model, this.#method, this.#values);
  }
}

type Ask = (model: AskedModel, method: keyof AskedModel, values: readonly unknown[]) => unknown;

/** By number of values. One function for all would hold calls that V8 never sees happen, which slows the loop down. */
const askWith: readonly Ask[] = [
  (model, method) => model[method](),
  (model, method, values) => model[method](values[0]),
  (model, method, values) => model[method](values[0], values[1]),
  (model, method, values) => model[method](values[0], values[1], values[2]),
];
const askWithMore: Ask = (model, method, values) => model[method](...values);

/** A model whose prediction method is there, whatever its name: the one who loads a model has looked. */
interface AskedModel {
  predict(...values: readonly unknown[]): unknown;
}

function argumentValue(value: ReplayPlan['call']['arguments'][number]['value'], scope: Scope): unknown {
  switch (value) {
    case 'subject':
      return scope.subject;
    case 'resolve_horizon_seconds':
      return scope.horizonSeconds;
    case 'step_seconds':
      return scope.stepSeconds;
    case 'scope':
      return Object.freeze({
        scope_key: scope.key,
        subject: scope.subject,
        prediction_interval_seconds: scope.intervalSeconds,
        resolve_horizon_seconds: scope.horizonSeconds,
        step_seconds: scope.stepSeconds,
      });
  }
}
