export interface InvokeEvent {
  readonly sender: unknown;
  readonly senderFrame: { readonly url: string; readonly parent: null };
}

type Listener = (event: InvokeEvent, ...parameters: unknown[]) => unknown;

/** What answers calls of pages. */
export class IpcMainDouble {
  readonly #listeners = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.#listeners.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#listeners.set(channel, listener);
  }

  /** Answers one call; errors come out as Electron words them. */
  async invoke(
    channel: string,
    event: InvokeEvent,
    parameters: readonly unknown[],
  ): Promise<{ ok: boolean; value: unknown }> {
    try {
      const listener = this.#listeners.get(channel);
      if (listener === undefined) throw new Error(`No handler registered for '${channel}'`);
      return { ok: true, value: structuredClone(await listener(event, ...parameters)) };
    } catch (error) {
      return { ok: false, value: `Error invoking remote method '${channel}': ${String(error)}` };
    }
  }
}
