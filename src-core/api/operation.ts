import type { z } from 'zod';
import type { ErrorCode } from '../errors/hindcast-error.ts';
import type { Permission } from './permissions.ts';

/** One thing that the API can be asked: what goes in, what comes out, who may ask, how it may fail. */
export interface Operation<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  /** A query changes nothing and may be asked again at any time. */
  readonly type: 'query' | 'command';
  readonly permission: Permission;
  readonly input: Input;
  readonly output: Output;
  /**
   * Codes it may fail with, beside {@link commonErrors}; any other failure reaches the caller as `INTERNAL`. A common one
   * stands here too where it is an answer to what a person typed, not a call that went wrong.
   */
  readonly errors: readonly ErrorCode[];
}

/** What every operation may fail with. */
export const commonErrors: readonly ErrorCode[] = [
  'BAD_INPUT',
  'PERMISSION_DENIED',
  'UNKNOWN_OPERATION',
  'PROTOCOL_MISMATCH',
  'CONNECTION_LOST',
  'INTERNAL',
];

type Definition<Input extends z.ZodType, Output extends z.ZodType> = Omit<
  Operation<Input, Output>,
  'type' | 'errors'
> & { readonly errors?: readonly ErrorCode[] };

/** Declares an operation that only reads. */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Definition<Input, Output>,
): Operation<Input, Output> {
  return { errors: [], ...definition, type: 'query' };
}

/** Declares an operation that changes something. */
export function command<Input extends z.ZodType, Output extends z.ZodType>(
  definition: Definition<Input, Output>,
): Operation<Input, Output> {
  return { errors: [], ...definition, type: 'command' };
}
