import type {
  DataCall,
  DataParameters,
  DataReply,
  DataRequest,
  DataResult,
} from '../../../src-core/data/data-worker-protocol.ts';
import { fromErrorEnvelope, HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ChildHandle, ProcessExit, ProcessSpawner } from './process-spawner.ts';

/** `idle`: no process, the next request starts one; `running`: there is one; `closed`: no more requests are taken. */
export type DataWorkerState = 'idle' | 'running' | 'closed';

interface Pending {
  readonly type: DataCall;
  // Ids tie a reply to its call, which the type of a map cannot say.
  readonly resolve: (result: never) => void;
  readonly reject: (error: HindcastError) => void;
}

const outputKept = 2000;

/**
 * Asks the data worker and waits for its replies; requests may overlap. The process is started by the first request and
 * lives until {@link close}. When it dies, every request that waits fails with `WORKER_CRASHED` and the next one starts
 * a new process.
 */
export class DataWorkerClient {
  readonly #spawner: ProcessSpawner;
  readonly #pending = new Map<number, Pending>();
  #state: DataWorkerState = 'idle';
  #child: ChildHandle<DataReply, DataRequest> | undefined;
  #exited: Promise<void> = Promise.resolve();
  #lastId = 0;
  #output = '';

  constructor(spawner: ProcessSpawner) {
    this.#spawner = spawner;
  }

  get state(): DataWorkerState {
    return this.#state;
  }

  /** @throws HindcastError what the call throws in the worker; `WORKER_CRASHED`; `CANCELLED` when the client is closed */
  request<Call extends DataCall>(type: Call, parameters: DataParameters<Call>): Promise<DataResult<Call>> {
    if (this.#state === 'closed') return Promise.reject(closedError());
    const child = this.#child ?? this.#start();
    const id = ++this.#lastId;
    return new Promise<DataResult<Call>>((resolve, reject) => {
      this.#pending.set(id, { type, resolve, reject });
      child.send({ id, type, parameters } as DataRequest);
    });
  }

  /** As {@link request}, in a process of its own that ends with it: when that crashes, it was this call. */
  async requestAlone<Call extends DataCall>(
    type: Call,
    parameters: DataParameters<Call>,
  ): Promise<DataResult<Call>> {
    if (this.#state === 'closed') throw closedError();
    const alone = new DataWorkerClient(this.#spawner);
    try {
      return await alone.request(type, parameters);
    } finally {
      await alone.close();
    }
  }

  /** Ends the process and fails what still waits; resolves when the process is gone. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#failAll(closedError());
    this.#child?.kill();
    await this.#exited;
  }

  #start(): ChildHandle<DataReply, DataRequest> {
    const child = this.#spawner.spawn<DataReply, DataRequest>('data');
    this.#child = child;
    this.#state = 'running';
    this.#output = '';
    child.onMessage((reply) => this.#settle(reply));
    child.onOutput((text) => {
      this.#output = (this.#output + text).slice(-outputKept);
    });
    this.#exited = new Promise((resolve) => {
      child.onExit((exit) => {
        this.#onExit(exit);
        resolve();
      });
    });
    return child;
  }

  #settle(reply: DataReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.ok) pending?.resolve(reply.result as never);
    else pending?.reject(fromErrorEnvelope(reply.error));
  }

  #onExit(exit: ProcessExit): void {
    this.#child = undefined;
    if (this.#state === 'closed') return;
    this.#state = 'idle';
    const calls = [...new Set([...this.#pending.values()].map(({ type }) => type))];
    const how = exit.signal === null ? `status ${exit.code}` : exit.signal;
    this.#failAll(
      new HindcastError(
        'WORKER_CRASHED',
        `The process that reads and writes candle files ended unexpectedly (${how}) during ${calls.join(', ')}. ` +
          'Try again; if it happens again, a file may be damaged or memory short.',
        { details: { code: exit.code, signal: exit.signal, output: this.#output } },
      ),
    );
  }

  #failAll(error: HindcastError): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function closedError(): HindcastError {
  return new HindcastError('CANCELLED', 'The process that reads and writes candle files was closed.');
}
