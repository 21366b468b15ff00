/** Messages between a worker process and the process that started it, whichever shell that is. */
export interface ProcessChannel<Incoming, Outgoing> {
  send(message: Outgoing): void;
  /** Sends a message and, once it is on its way, ends this process. */
  sendLast(message: Outgoing): void;
  onMessage(listener: (message: Incoming) => void): void;
}

/** What Electron gives a utility process in place of Node's own channel. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Exit ends an Electron utility process on the spot, and neither its port nor its output says when it is empty. */
const drainMilliseconds = 50;

/**
 * Opens the channel of this process, which then ends when the process that started it goes away, and when a promise
 * fails that nobody waits for: Electron would only warn of it.
 */
export function openProcessChannel<Incoming, Outgoing>(): ProcessChannel<Incoming, Outgoing> {
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
    setTimeout(() => process.exit(1), drainMilliseconds);
  });
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) return portChannel(parentPort);
  // A utility process ends with its parent by itself.
  process.on('disconnect', () => process.exit(1));
  return {
    send: (message) => process.send?.(message),
    sendLast: (message) => process.send?.(message, undefined, undefined, () => process.exit(0)),
    onMessage: (listener) => process.on('message', (message) => listener(message as Incoming)),
  };
}

function portChannel<Incoming, Outgoing>(port: ParentPort): ProcessChannel<Incoming, Outgoing> {
  return {
    send: (message) => port.postMessage(message),
    sendLast: (message) => {
      port.postMessage(message);
      setTimeout(() => process.exit(0), drainMilliseconds);
    },
    onMessage: (listener) => port.on('message', ({ data }) => listener(data as Incoming)),
  };
}
