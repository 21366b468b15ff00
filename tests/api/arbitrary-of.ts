import fc from 'fast-check';
import type { z } from 'zod';

/** What zod keeps of a schema, as far as it is needed here. */
interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Record<string, string>;
  readonly format?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: unknown } }[];
}

/** Bounds and form of a string, a number or an array. */
interface Limits {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly pattern?: RegExp | undefined;
  readonly isWhole: boolean;
}

/**
 * Values that a schema accepts, as a caller may write them: with optional keys there or not, typed arrays with every
 * kind of number, JSON where JSON is asked for. No zero with a sign outside of arrays, which JSON does not keep.
 */
export function arbitraryOf<Schema extends z.ZodType>(schema: Schema): fc.Arbitrary<z.input<Schema>> {
  return build(schema) as fc.Arbitrary<z.input<Schema>>;
}

function build(schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = schema.def as unknown as Definition;
  const limits = limitsOf(definition);
  switch (definition.type) {
    case 'string':
      if (definition.format === 'datetime') return moments;
      return stringOf(limits).filter((value) => schema.safeParse(value).success);
    case 'number':
      return numberOf(limits);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'literal':
      return fc.constantFrom(...(definition.values ?? []));
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries ?? {}));
    case 'array':
      return fc.array(build(definition.element as z.ZodType), {
        minLength: limits.minimum ?? 0,
        maxLength: Math.min(limits.maximum ?? 4, Math.max(4, limits.minimum ?? 0)),
      });
    case 'tuple':
      return fc.tuple(...(definition.items ?? []).map(build));
    case 'object':
      return objectOf(definition.shape ?? {});
    case 'record':
      return fc.dictionary(
        build(definition.keyType as z.ZodType).filter((key) => key !== '__proto__') as fc.Arbitrary<string>,
        build(definition.valueType as z.ZodType),
        { maxKeys: 3, noNullPrototype: true },
      );
    case 'union':
      return fc.oneof(...(definition.options ?? []).map(build));
    case 'nullable':
      return fc.option(build(definition.innerType as z.ZodType), { nil: null, freq: 3 });
    case 'default':
    case 'optional':
    case 'readonly':
      return build(definition.innerType as z.ZodType);
    case 'pipe':
      return build(definition.in as z.ZodType);
    case 'lazy':
      return jsonOf(2);
    case 'unknown':
      return jsonOf(1);
    case 'custom':
      return arrayOf(schema);
    default:
      throw new Error(`There are no values for a schema of type ${definition.type}.`);
  }
}

function limitsOf({ checks = [], format }: Definition): Limits {
  const rules = checks.map((check) => check._zod.def as Record<string, unknown>);
  const value = (name: string, key: string): unknown => rules.find(({ check }) => check === name)?.[key];
  return {
    minimum: (value('min_length', 'minimum') ?? value('greater_than', 'value')) as number | undefined,
    maximum: (value('max_length', 'maximum') ?? value('less_than', 'value')) as number | undefined,
    pattern: value('string_format', 'pattern') as RegExp | undefined,
    isWhole: format === 'safeint',
  };
}

const character = fc.constantFrom('a', 'Z', '0', '.', '/', '\\', '"', '$', ' ', '\n', '\0', 'é', '漢', '🙂');

const moments = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

function stringOf({ pattern, minimum = 0, maximum = 30 }: Limits): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(pattern);
  return fc.string({ unit: character, minLength: minimum, maxLength: Math.min(maximum, minimum + 20) });
}

/** JSON as it is after it was sent once: written as text, a zero has no sign. */
function jsonOf(maxDepth: number): fc.Arbitrary<unknown> {
  return fc.jsonValue({ maxDepth }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
}

function numberOf({ minimum: min = -1e300, maximum: max = 1e300, isWhole }: Limits): fc.Arbitrary<number> {
  if (isWhole) return fc.maxSafeInteger().map((value) => wholeBetween(value, min, max));
  return fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
}

function wholeBetween(value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  return min + (Math.abs(value) % (Math.min(max - min, 1000) + 1));
}

function objectOf(shape: Record<string, z.ZodType>): fc.Arbitrary<unknown> {
  const keys = Object.keys(shape);
  const mayBeLeftOut = (key: string): boolean => /^(optional|default)$/.test(shape[key]?.def.type ?? '');
  return fc.record(Object.fromEntries(keys.map((key) => [key, build(shape[key] as z.ZodType)])), {
    requiredKeys: keys.filter((key) => !mayBeLeftOut(key)),
    noNullPrototype: true,
  });
}

function arrayOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (!schema.safeParse(new Float64Array(0)).success) return fc.uint8Array({ maxLength: 20 });
  return fc.array(fc.double(), { maxLength: 20 }).map((values) => Float64Array.from(values));
}
