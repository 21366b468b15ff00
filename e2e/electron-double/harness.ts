/** What the harness tells the double. */
export type ToDouble =
  /** Runs a function, given as text, with Electron's exports and an argument, in the application's main process. */
  | { type: 'evaluate'; id: number; source: string; argument: unknown }
  /** The harness listens to this page now; it may load. */
  | { type: 'attached'; targetId: string };

/** What the double tells the harness. */
export type FromDouble =
  | { type: 'browser'; endpoint: string; pid: number | undefined }
  | { type: 'window'; targetId: string }
  | { type: 'loaded'; targetId: string }
  | { type: 'shown'; targetId: string }
  | { type: 'evaluated'; id: number; ok: boolean; value: unknown };

/** The channel to the harness, taken away from the application, which has none in Electron. */
const send = process.send?.bind(process);
const listeners: ((message: ToDouble) => void)[] = [];
if (send !== undefined) {
  delete process.send;
  process.on('message', (message) => {
    for (const listener of listeners) listener(message as ToDouble);
  });
  // The application dies with the test that started it.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}

export function tellHarness(message: FromDouble): void {
  send?.(message);
}

export function hearHarness(listener: (message: ToDouble) => void): void {
  listeners.push(listener);
}
