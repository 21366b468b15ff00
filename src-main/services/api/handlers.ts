import type { OperationName, OutputOf, ParsedInputOf } from '../../../src-core/api/contract.ts';
import type { Session } from '../../../src-core/api/permissions.ts';

/** What a handler knows of the call beside its input. */
export interface CallContext {
  readonly session: Session;
  /** Who calls, for the history of a job. */
  readonly actor: string;
}

/** Answers one operation; its input has been checked, and so has the caller's permission. */
export type Handler<Name extends OperationName> = (
  input: ParsedInputOf<Name>,
  context: CallContext,
) => Promise<OutputOf<Name>>;

/** The handlers of some operations. Each area of the API exports a function that makes its own. */
export type Handlers<Names extends OperationName> = { readonly [Name in Names]: Handler<Name> };
export type AllHandlers = Handlers<OperationName>;
