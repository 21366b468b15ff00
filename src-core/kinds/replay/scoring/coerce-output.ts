import type { OutputField } from '../output-schema.ts';
import { describeValue } from './describe-value.ts';
import { isDictionary } from './is-dictionary.ts';
import { ownValue, signalOf } from './signal-of.ts';

/**
 * What a model's `predict` returned, made into an output. `signal` is the number that metrics use, NaN when there is
 * none; `plain` says that the output is that finite number in the first output field and nothing else.
 */
export type CoercedOutput =
  | { ok: true; output: Record<string, unknown>; signal: number; plain: boolean }
  | { ok: false; reason: string };

/**
 * Reads what `predict` returned. Never throws.
 *
 * Compatible: an object as it is, anything else as the first output field, unchecked, as the public harness does
 * (contract section 2.1).
 *
 * Strict: production's rule. An object in which no key is an output field has failed; fields that are missing get their
 * defaults; numeric text, whole numbers and booleans are converted as pydantic does; anything else, and any number that
 * is not finite, has failed with a reason. A bare value stands for the first output field. Keys that are not output
 * fields are kept as they are.
 */
export function coerceOutput(
  raw: unknown,
  outputFields: readonly OutputField[],
  mode: 'compatible' | 'strict',
): CoercedOutput {
  const firstField = outputFields[0]?.name ?? 'value';
  const given = isDictionary(raw) ? raw : { [firstField]: raw };
  if (mode === 'compatible') return accepted(given, firstField);
  if (outputFields.length > 0 && !outputFields.some((field) => Object.hasOwn(given, field.name))) {
    return {
      ok: false,
      reason: `the output has ${listKeys(Object.keys(given))}, but none of the expected fields ${listNames(outputFields)}`,
    };
  }
  const output: Record<string, unknown> = { ...given };
  for (const field of outputFields) {
    const value = Object.hasOwn(given, field.name) ? ownValue(given, field.name) : field.default;
    if (value === undefined && !Object.hasOwn(given, field.name)) {
      return { ok: false, reason: `the output lacks "${field.name}", which has no default` };
    }
    const coerced = coerceField(value, field.type);
    if (coerced === undefined) {
      return {
        ok: false,
        reason: `"${field.name}" is ${describeValue(value)}, expected ${expectations[field.type]}`,
      };
    }
    output[field.name] = coerced;
  }
  return accepted(output, firstField);
}

const expectations: Readonly<Record<OutputField['type'], string>> = {
  float: 'a finite number',
  int: 'a whole number',
  bool: 'true or false',
  string: 'a text',
};

function accepted(output: Record<string, unknown>, firstField: string): CoercedOutput {
  const signal = signalOf(output);
  const keys = Object.keys(output);
  const plain = keys.length === 1 && keys[0] === firstField && isFiniteNumber(output[firstField]);
  return { ok: true, output, signal, plain };
}

/** The value as the field's type, or undefined when it cannot be read as that. */
function coerceField(value: unknown, type: OutputField['type']): number | boolean | string | undefined {
  switch (type) {
    case 'float':
      return coerceNumber(value);
    case 'int': {
      const number = coerceNumber(value);
      return Number.isInteger(number) ? number : undefined;
    }
    case 'bool':
      return coerceBoolean(value);
    case 'string':
      return typeof value === 'string' ? value : undefined;
  }
}

const numberText = /^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function coerceNumber(value: unknown): number | undefined {
  if (isFiniteNumber(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || !numberText.test(value.trim())) return undefined;
  const number = Number(value.trim().replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
}

const trueTexts = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const falseTexts = new Set(['false', 'f', 'no', 'n', 'off', '0']);

function coerceBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase();
  if (trueTexts.has(text)) return true;
  return falseTexts.has(text) ? false : undefined;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function listKeys(keys: readonly string[]): string {
  if (keys.length === 0) return 'no fields';
  const shown = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 40)));
  return `${shown.join(', ')}${keys.length > shown.length ? `, and ${keys.length - shown.length} more` : ''}`;
}

function listNames(fields: readonly OutputField[]): string {
  return fields.map((field) => `"${field.name}"`).join(', ');
}
