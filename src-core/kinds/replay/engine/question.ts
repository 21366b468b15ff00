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
  readonly #first: unknown;
  readonly #second: unknown;
  readonly #third: unknown;

  constructor(plan: ReplayPlan, model: JavaScriptModel, scope: Scope, scopeIndex: number) {
    this.scopeIndex = scopeIndex;
    this.intervalSeconds = scope.intervalSeconds;
    this.#model = model as unknown as AskedModel;
    this.#method = plan.call.method as keyof AskedModel;
    this.#values = plan.call.arguments.map((argument) => argumentValue(argument.value, scope));
    [this.#first, this.#second, this.#third] = this.#values;
  }

  /** Calls the prediction method with the scope's values in the challenge's order. Throws what the model throws. */
  ask(): unknown {
    const model = this.#model;
    switch (this.#values.length) {
      case 0:
        return model[this.#method]();
      case 1:
        return model[this.#method](this.#first);
      case 2:
        return model[this.#method](this.#first, this.#second);
      case 3:
        return model[this.#method](this.#first, this.#second, this.#third);
      default:
        return model[this.#method](...this.#values);
    }
  }
}

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
