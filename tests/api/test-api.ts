import { operations, type OperationName } from '../../src-core/api/contract.ts';
import { ApiHost } from '../../src-main/services/api/api-host.ts';
import { EventHub } from '../../src-main/services/api/event-hub.ts';
import type { AllHandlers, CallContext } from '../../src-main/services/api/handlers.ts';
import type { App } from '../../src-main/services/app/app.ts';
import { FakeClock } from '../../src-main/services/jobs/testing/fake-clock.ts';

export const operationNames = Object.keys(operations) as OperationName[];

export interface ReceivedCall {
  readonly name: OperationName;
  readonly input: unknown;
  readonly context: CallContext;
}

/** A host whose every handler does what the test says, and a hub whose clock stands still: what carriers are tried with. */
export class TestApi {
  readonly clock = new FakeClock();
  readonly hub = new EventHub(this.clock);
  /** Calls that have reached a handler. */
  readonly received: ReceivedCall[] = [];
  /** What handlers answer, or throw. */
  answer: (call: ReceivedCall) => unknown = () => ({});
  /** How often a page was about to ask. */
  readAheads = 0;
  /** Files that can be downloaded, by the id of their export. */
  readonly exports = new Map<string, ReturnType<App['exportFile']>>();
  /** What was written down as gone wrong. */
  readonly troubles: unknown[] = [];
  readonly host: ApiHost;

  constructor() {
    const handlers = operationNames.map((name) => [
      name,
      (input: unknown, context: CallContext) => this.#handle({ name, input, context }),
    ]);
    this.host = new ApiHost({
      handlers: Object.fromEntries(handlers) as AllHandlers,
      onInternalError: (_, thrown) => this.troubles.push(thrown),
    });
  }

  /** What a shell is given. */
  get app(): App {
    return {
      host: this.host,
      hub: this.hub,
      user: 'tester',
      readAhead: () => {
        this.readAheads++;
      },
      runningJobs: () => 0,
      onJobEnded: () => () => undefined,
      exportFile: (exportId) => {
        const file = this.exports.get(exportId);
        if (file === undefined) throw new Error('There is no such export.');
        return file;
      },
      cancelRunningJobs: () => Promise.resolve(),
      reportTrouble: (_, thrown) => this.troubles.push(thrown),
      close: () => Promise.resolve(),
    };
  }

  async #handle(call: ReceivedCall): Promise<unknown> {
    this.received.push(call);
    await Promise.resolve();
    return this.answer(call);
  }
}
