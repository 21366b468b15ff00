/*
 * What runs in the page: one function in its own world, one in a world apart, where the preload script lives. Objects
 * cannot pass between worlds; events of the window can, and their details are cloned on the way, as contextBridge does.
 * Kept free of imports: Chromium gets these functions as text.
 */

/** A function on the other side, in what is sent across. */
interface FunctionReference {
  $function: number;
}

/** A call on its way to the other world, or what came of it. */
interface Crossing {
  call: number;
  reference: number;
  parameters: unknown;
  ok: boolean;
  value: unknown;
}

/** What comes from the application. */
interface Received {
  type: 'answer' | 'message';
  call: number;
  ok: boolean;
  value: unknown;
  channel: string;
  parameters: unknown[];
}

export interface IsolatedWorldSettings {
  /** Name of the function by which this world reaches the application. */
  binding: string;
  platform: string;
  contextIsolation: boolean;
}

/** Both worlds: sends values with functions in them across, and calls what came from there. */
export function connectWorlds(
  own: string,
  other: string,
): { describe: (value: unknown) => unknown; revive: (value: unknown) => unknown } {
  const functions: ((...parameters: unknown[]) => unknown)[] = [];
  const calls = new Map<number, (answer: { ok: boolean; value: unknown }) => void>();
  let lastCall = 0;
  const tell = (type: string, detail: object): void => {
    window.dispatchEvent(new CustomEvent(`double:${own}:${type}`, { detail }));
  };
  const hear = (type: string, listener: (detail: Crossing) => void): void => {
    window.addEventListener(`double:${other}:${type}`, (event) =>
      listener((event as CustomEvent<Crossing>).detail),
    );
  };
  const isPlain = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

  const describe = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const known = functions.indexOf(value as () => unknown);
      if (known >= 0) return { $function: known };
      return { $function: functions.push(value as () => unknown) - 1 };
    }
    if (Array.isArray(value)) return value.map(describe);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, describe(inner)]));
  };

  const revive = (value: unknown): unknown => {
    if (Array.isArray(value)) return Object.freeze(value.map(revive));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    const reference = (value as FunctionReference).$function;
    if (typeof reference === 'number') return (...parameters: unknown[]) => callOther(reference, parameters);
    const entries = Object.entries(value).map(([key, inner]) => [key, revive(inner)]);
    return Object.freeze(Object.fromEntries(entries));
  };

  const callOther = (reference: number, parameters: unknown[]): unknown => {
    const call = ++lastCall;
    let returned: { ok: boolean; value: unknown } | undefined;
    let settle: (answer: { ok: boolean; value: unknown }) => void = (answer) => {
      returned = answer;
    };
    calls.set(call, (answer) => settle(answer));
    tell('call', { call, reference, parameters: describe(parameters) });
    // Events are delivered at once, so whatever is no promise has come back by now.
    if (returned !== undefined) {
      if (!returned.ok) throw new Error(String(returned.value));
      return returned.value;
    }
    return new Promise((resolve, reject) => {
      settle = ({ ok, value }) => (ok ? resolve(value) : reject(new Error(String(value))));
    });
  };

  hear('call', ({ call, reference, parameters }) => {
    const answer = (ok: boolean, value: unknown): void =>
      tell('answer', { call, ok, value: ok ? describe(value) : value });
    const fail = (error: unknown): void =>
      answer(false, error instanceof Error ? error.message : String(error));
    try {
      const result = functions[reference]?.(...(revive(parameters) as unknown[]));
      if (result instanceof Promise) result.then((value) => answer(true, value), fail);
      else answer(true, result);
    } catch (error) {
      fail(error);
    }
  });
  hear('answer', ({ call, ok, value }) => {
    const settle = calls.get(call);
    calls.delete(call);
    settle?.({ ok, value: revive(value) });
  });
  return { describe, revive };
}

/** The page's own world: takes in what the preload script exposes. */
export function mainWorld(connect: typeof connectWorlds): void {
  const { revive } = connect('main', 'isolated');
  window.addEventListener('double:isolated:expose', (event) => {
    const { key, value } = (event as CustomEvent<{ key: string; value: unknown }>).detail;
    Object.defineProperty(window, key, { enumerable: true, value: revive(value) });
  });
  // The application decides what becomes of a new window; the double opens none.
  window.open = (url) => {
    const detail = new URL(String(url ?? ''), location.href).href;
    window.dispatchEvent(new CustomEvent('double:main:open', { detail }));
    return null;
  };
}

/** The world of the preload script. */
export function isolatedWorld(
  settings: IsolatedWorldSettings,
  connect: typeof connectWorlds,
  encode: (value: unknown) => string,
  decode: (text: string) => unknown,
  preload: (...scope: unknown[]) => void,
): void {
  // Preload scripts run in the main frame only.
  if (window.top !== window) return;
  const scope = globalThis as unknown as Record<string, unknown>;
  const send = scope[settings.binding] as (text: string) => void;
  const calls = new Map<number, (answer: { ok: boolean; value: unknown }) => void>();
  const listeners = new Map<string, Set<(event: object, ...parameters: unknown[]) => void>>();
  let lastCall = 0;

  window.addEventListener('double:main:open', (event) => {
    send(encode({ open: (event as CustomEvent<string>).detail }));
  });
  scope['__electronDoubleReceive'] = (text: string): void => {
    const message = decode(text) as Received;
    if (message.type === 'answer') {
      calls.get(message.call)?.(message);
      calls.delete(message.call);
      return;
    }
    for (const listener of listeners.get(message.channel) ?? []) {
      listener({ sender: 'ipcRenderer' }, ...message.parameters);
    }
  };

  const absent = (name: string): object =>
    new Proxy(
      {},
      {
        get: (_, property) => {
          throw new Error(`The double has no ${name}.${String(property)}.`);
        },
      },
    );
  const ipcRenderer = Object.assign(Object.create(absent('ipcRenderer')) as object, {
    invoke: (channel: string, ...parameters: unknown[]) =>
      new Promise((resolve, reject) => {
        const call = ++lastCall;
        calls.set(call, ({ ok, value }) => (ok ? resolve(value) : reject(new Error(String(value)))));
        send(encode({ call, channel, parameters }));
      }),
    on: (channel: string, listener: () => void) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off: (channel: string, listener: () => void) => {
      listeners.get(channel)?.delete(listener);
    },
  });
  const { describe } = connect('isolated', 'main');
  const contextBridge = {
    exposeInMainWorld: (key: string, value: unknown) => {
      if (!settings.contextIsolation) {
        throw new Error('contextBridge API can only be used when contextIsolation is enabled');
      }
      window.dispatchEvent(
        new CustomEvent('double:isolated:expose', { detail: { key, value: describe(value) } }),
      );
    },
  };
  const modules: Record<string, unknown> = {
    electron: Object.assign(Object.create(absent('electron')) as object, { ipcRenderer, contextBridge }),
  };
  const require = (name: string): unknown => {
    if (modules[name] === undefined) throw new Error(`module not found: ${name}`);
    return modules[name];
  };
  const process = { platform: settings.platform, type: 'renderer', sandboxed: true };
  const module = { exports: {} };
  preload(require, module, module.exports, process);
}
