import { apiVersion } from '../../../src-core/api/api-version.ts';
import { isOperationName, operations, type OperationName } from '../../../src-core/api/contract.ts';
import { requestSchema, type ApiResponse } from '../../../src-core/api/envelope.ts';
import { commonErrors } from '../../../src-core/api/operation.ts';
import { withoutPermission } from '../../../src-core/api/owner-only.ts';
import type { Session } from '../../../src-core/api/permissions.ts';
import { HindcastError, toErrorEnvelope, type ErrorCode } from '../../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../../src-core/errors/schema-error.ts';
import type { AllHandlers, CallContext } from './handlers.ts';

export interface ApiHostOptions {
  readonly handlers: AllHandlers;
  /** Hears of what a caller is told only as `INTERNAL`, with its cause. */
  readonly onInternalError: (operation: string, thrown: unknown) => void;
  /** Checks what handlers answer as well; for tests. */
  readonly checkOutputs?: boolean;
}

/**
 * The one door to the services, whoever knocks: checks the message, the permission and the input, calls the handler and
 * turns whatever goes wrong into an error envelope. Never rejects.
 */
export class ApiHost {
  readonly #options: ApiHostOptions;

  constructor(options: ApiHostOptions) {
    this.#options = options;
  }

  async handle(message: unknown, session: Session, actor: string): Promise<ApiResponse> {
    let name = 'unreadable';
    try {
      const { v, op, input } = parseOrThrow(requestSchema, message, 'The call');
      name = op;
      if (v !== apiVersion) {
        throw new HindcastError(
          'PROTOCOL_MISMATCH',
          `The screen speaks version ${v} of the API, Hindcast version ${apiVersion}. Reload the window.`,
        );
      }
      if (!isOperationName(op)) throw unknownOperation(op);
      return { ok: true, output: await this.#call(op, input, { session, actor }) };
    } catch (thrown) {
      return { ok: false, error: this.#envelope(name, thrown) };
    }
  }

  async #call(name: OperationName, input: unknown, context: CallContext): Promise<unknown> {
    const operation = operations[name];
    if (!context.session.permissions.includes(operation.permission)) {
      const { permission } = operation;
      throw new HindcastError('PERMISSION_DENIED', withoutPermission(permission), {
        details: { operation: name, permission },
      });
    }
    const parsed: unknown = parseOrThrow(operation.input, input, name);
    // Name, input and handler belong together, which the type of a map cannot say.
    const handler = this.#options.handlers[name] as (
      given: unknown,
      context: CallContext,
    ) => Promise<unknown>;
    const output = await handler(parsed, context);
    if (this.#options.checkOutputs !== true) return output;
    return parseOrThrow(operation.output, output, `The answer to ${name}`, 'INTERNAL');
  }

  #envelope(name: string, thrown: unknown): ReturnType<typeof toErrorEnvelope> {
    const envelope = toErrorEnvelope(thrown);
    const announced: readonly ErrorCode[] = isOperationName(name) ? operations[name].errors : [];
    const isKnown = announced.includes(envelope.code) || commonErrors.includes(envelope.code);
    if (!isKnown || envelope.code === 'INTERNAL') this.#options.onInternalError(name, thrown);
    if (isKnown && thrown instanceof HindcastError) return envelope;
    return {
      code: 'INTERNAL',
      message: isKnown
        ? `"${name}" failed inside Hindcast. Its log says more; trying again may help.`
        : envelope.message,
    };
  }
}

function unknownOperation(name: string): HindcastError {
  return new HindcastError('UNKNOWN_OPERATION', `The API has no operation "${name}".`);
}
