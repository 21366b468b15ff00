import type { MainToWorker, WorkerToMain } from '../../../../src-core/job/worker-protocol.ts';
import type { ChildHandle, ProcessExit, ProcessSpawner } from '../../processes/process-spawner.ts';

/** How much of what a worker printed is kept for a message about its end. */
const keptOutputLines = 20;
const keptLineLength = 500;

export interface WorkerListener {
  onMessage(message: WorkerToMain): void;
  onOutput(text: string): void;
  onExit(exit: ProcessExit): void;
}

/**
 * One worker process, which may be started before there is anything for it to do: what it says until someone listens
 * is kept and delivered then.
 */
export class JobWorkerProcess {
  readonly #child: ChildHandle<WorkerToMain, MainToWorker>;
  #listener: WorkerListener | undefined;
  readonly #undelivered: ((listener: WorkerListener) => void)[] = [];
  readonly #lines: string[] = [];
  #unfinishedLine = '';

  constructor(spawner: ProcessSpawner) {
    this.#child = spawner.spawn<WorkerToMain, MainToWorker>('job');
    this.#child.onMessage((message) => this.#deliver((listener) => listener.onMessage(message)));
    this.#child.onOutput((text) => {
      this.#remember(text);
      this.#deliver((listener) => listener.onOutput(text));
    });
    this.#child.onExit((exit) => this.#deliver((listener) => listener.onExit(exit)));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last lines that the worker printed, oldest first. */
  get lastOutput(): string {
    return [...this.#lines, this.#unfinishedLine].filter((line) => line !== '').join('\n');
  }

  listen(listener: WorkerListener): void {
    this.#listener = listener;
    for (const deliver of this.#undelivered.splice(0)) deliver(listener);
  }

  send(message: MainToWorker): void {
    this.#child.send(message);
  }

  kill(): void {
    this.#child.kill();
  }

  #deliver(deliver: (listener: WorkerListener) => void): void {
    if (this.#listener === undefined) this.#undelivered.push(deliver);
    else deliver(this.#listener);
  }

  #remember(text: string): void {
    const lines = (this.#unfinishedLine + text).split('\n').map((line) => line.slice(0, keptLineLength));
    this.#unfinishedLine = lines.pop() ?? '';
    this.#lines.push(...lines.slice(-keptOutputLines));
    this.#lines.splice(0, Math.max(0, this.#lines.length - keptOutputLines));
  }
}
