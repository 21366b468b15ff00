import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

/** The first thing in a forked process that stands for a utility process: gives it a `parentPort`, takes Node's channel. */
class ParentPort extends EventEmitter {
  readonly #send: (message: unknown) => void;
  readonly #early: unknown[] = [];

  constructor(send: (message: unknown) => void) {
    super();
    this.#send = send;
    // As on Electron's port, messages wait until somebody listens.
    this.on('newListener', (name) => {
      if (name === 'message' && this.listenerCount('message') === 0) process.nextTick(() => this.#release());
    });
  }

  deliver(data: unknown): void {
    if (this.listenerCount('message') === 0) this.#early.push(data);
    else this.emit('message', { data, ports: [] });
  }

  postMessage(message: unknown): void {
    this.#send(message);
  }

  #release(): void {
    for (const data of this.#early.splice(0)) this.emit('message', { data, ports: [] });
  }
}

const send = process.send?.bind(process);
if (send === undefined) throw new Error('This starts as a forked process only.');
const parentPort = new ParentPort((message) => send(message));
process.on('message', (message) => parentPort.deliver(message));
// A utility process does not outlive the application.
process.on('disconnect', () => process.exit(1));
Object.defineProperty(process, 'parentPort', { enumerable: true, value: parentPort });
Object.defineProperty(process, 'type', { enumerable: true, value: 'utility' });
delete process.send;

// The module sees the arguments it would have as the entry.
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? '').href);
