import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { WebPreferences } from 'electron';
import { preventable } from './app.ts';
import type { ChromiumProcess, Message } from './chromium-process.ts';
import { hearHarness, tellHarness } from './harness.ts';
import type { IpcMainDouble } from './ipc-main.ts';
import { decodeClone, encodeClone } from './page/clone.ts';
import { connectWorlds, isolatedWorld, mainWorld, type IsolatedWorldSettings } from './page/worlds.ts';
import type { PageRequest } from './protocol.ts';
import type { SessionDouble } from './session.ts';

export interface WebContentsParts {
  readonly chromium: ChromiumProcess;
  readonly ipcMain: IpcMainDouble;
  readonly session: SessionDouble;
  readonly preferences: WebPreferences;
  readonly size: { readonly width: number; readonly height: number };
}

type WindowOpenHandler = (details: { url: string }) => { action: 'deny' | 'allow' };

interface Paused {
  readonly requestId: string;
  readonly request: { url: string; method: string; headers: Record<string, string>; postData?: string };
  readonly resourceType: string;
  readonly frameId: string;
  readonly redirectedRequestId?: string;
}

/** What the preload script's world sends: a call, or where a new window should have led. */
interface PageCall {
  readonly open?: string;
  readonly call: number;
  readonly channel: string;
  readonly parameters: unknown[];
}

const world = 'electron-double-preload';
const binding = '__electronDoubleSend';
let contentsCount = 0;

/** A page in Chromium, with the preload script in a world apart. */
export class WebContentsDouble extends EventEmitter {
  readonly id = ++contentsCount;
  readonly session: SessionDouble;
  readonly #parts: WebContentsParts;
  readonly #ready: Promise<void>;
  #targetId = '';
  #sessionId = '';
  #mainFrameId = '';
  #isolatedContext: number | undefined;
  #url = '';
  /** Where the application itself sends the page; such a navigation is nobody's to prevent. */
  #expectedUrl: string | undefined;
  #windowOpenHandler: WindowOpenHandler | undefined;
  #isDestroyed = false;
  #isCrashed = false;
  #loading: PromiseWithResolvers<void> | undefined;

  constructor(parts: WebContentsParts) {
    super();
    this.#parts = parts;
    this.session = parts.session;
    this.#ready = this.#open();
    this.#ready.catch((error: unknown) => this.emit('error', error));
  }

  get targetId(): Promise<string> {
    return this.#ready.then(() => this.#targetId);
  }

  get mainFrame(): { url: string; parent: null } {
    return { url: this.#url, parent: null };
  }

  getURL(): string {
    return this.#url;
  }

  getLastWebPreferences(): WebPreferences {
    return this.#parts.preferences;
  }

  isCrashed(): boolean {
    return this.#isCrashed;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    await this.#ready;
    const { protocol } = this.session;
    const target = protocol.toChromium(url);
    const { origin } = new URL(target);
    if (origin !== 'null') {
      for (const setting of await this.session.permissionsOf(this, url)) {
        // Chromium has no permissions for pages that are not secure.
        await this.#parts.chromium
          .send('Browser.setPermission', { origin, ...setting })
          .catch(() => undefined);
      }
    }
    await this.#navigate(target);
  }

  reload(): void {
    void this.#navigate(this.session.protocol.toChromium(this.#url)).catch(() => undefined);
  }

  forcefullyCrashRenderer(): void {
    // The page does not live to answer.
    void this.#send('Page.crash').catch(() => undefined);
  }

  send(channel: string, ...parameters: unknown[]): void {
    // What cannot be cloned is refused here, as in Electron, and not somewhere on the way.
    void this.#toPage({ type: 'message', channel, parameters: structuredClone(parameters) });
  }

  /** Takes the page away; called by its window. */
  destroy(): void {
    this.#isDestroyed = true;
    void this.#ready
      .then(() => this.#parts.chromium.send('Target.closeTarget', { targetId: this.#targetId }))
      .catch(() => undefined);
    this.emit('destroyed');
  }

  #send(method: string, parameters: object = {}): Promise<Message> {
    return this.#parts.chromium.send(method, parameters, this.#sessionId);
  }

  async #open(): Promise<void> {
    const { chromium, size } = this.#parts;
    const blank = { url: 'about:blank', newWindow: true, ...size };
    const { targetId } = await chromium.send('Target.createTarget', blank);
    this.#targetId = targetId as string;
    const attached = await chromium.send('Target.attachToTarget', { targetId, flatten: true });
    this.#sessionId = attached['sessionId'] as string;
    chromium.on('event', (method, parameters, sessionId) => {
      if (sessionId === this.#sessionId) this.#onEvent(method, parameters);
      else if (method === 'Target.targetCreated') this.#onTarget(parameters);
    });
    await chromium.send('Target.setDiscoverTargets', { discover: true });
    const tree = (await this.#send('Page.getFrameTree'))['frameTree'] as { frame: { id: string } };
    this.#mainFrameId = tree.frame.id;
    await this.#send('Runtime.addBinding', { name: binding, executionContextName: world });
    await this.#addScripts();
    for (const domain of ['Page', 'Runtime', 'Inspector']) await this.#send(`${domain}.enable`);
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    const isWatched = process.channel === undefined ? Promise.resolve() : this.#attachment();
    tellHarness({ type: 'window', targetId: this.#targetId });
    await isWatched;
  }

  /** Resolves when the harness listens to this page, so that it misses nothing of it. */
  #attachment(): Promise<void> {
    return new Promise((resolve) => {
      hearHarness((message) => {
        if (message.type === 'attached' && message.targetId === this.#targetId) resolve();
      });
    });
  }

  async #addScripts(): Promise<void> {
    const { preload, contextIsolation = true } = this.#parts.preferences;
    const settings: IsolatedWorldSettings = { binding, platform: process.platform, contextIsolation };
    const add = (source: string, place: object): Promise<Message> =>
      this.#send('Page.addScriptToEvaluateOnNewDocument', { source, ...place });
    const isolated = { worldName: world };
    await add(callAsText(mainWorld, String(connectWorlds)), {});
    if (preload === undefined) return;
    await add(
      callAsText(
        isolatedWorld,
        JSON.stringify(settings),
        ...[connectWorlds, encodeClone, decodeClone].map(String),
        `(require, module, exports, process) => {${readFileSync(preload, 'utf8')}\n}`,
      ),
      // Without isolation the preload script and the page share everything.
      contextIsolation ? isolated : {},
    );
  }

  async #navigate(target: string): Promise<void> {
    this.#expectedUrl = target;
    this.#loading = Promise.withResolvers<void>();
    const loaded = this.#loading.promise;
    const { errorText } = await this.#send('Page.navigate', { url: target });
    if (typeof errorText === 'string') {
      loaded.catch(() => undefined);
      const url = this.session.protocol.fromChromium(target);
      this.emit('did-fail-load', preventable(), -2, errorText, url, true);
      throw new Error(`${errorText} loading '${url}'`);
    }
    await loaded;
  }

  #onEvent(method: string, parameters: Message): void {
    switch (method) {
      case 'Fetch.requestPaused':
        void this.#onRequest(parameters as unknown as Paused).catch(() => undefined);
        return;
      case 'Page.frameNavigated': {
        const { id, url, urlFragment = '' } = parameters['frame'] as Record<string, string>;
        if (id !== this.#mainFrameId) return;
        this.#url = this.session.protocol.fromChromium(`${url}${urlFragment}`);
        this.emit('did-navigate', preventable(), this.#url);
        return;
      }
      case 'Page.loadEventFired':
        if (this.#url === '' || this.#url === 'about:blank') return;
        this.#isCrashed = false;
        this.emit('did-finish-load');
        tellHarness({ type: 'loaded', targetId: this.#targetId });
        this.#loading?.resolve();
        return;
      case 'Page.windowOpen':
        this.#onWindowOpen(this.session.protocol.fromChromium(parameters['url'] as string));
        return;
      case 'Runtime.executionContextCreated': {
        const { id, name, auxData } = parameters['context'] as {
          id: number;
          name: string;
          auxData: { frameId: string };
        };
        if (name === world && auxData.frameId === this.#mainFrameId) this.#isolatedContext = id;
        return;
      }
      case 'Runtime.executionContextDestroyed':
        if (parameters['executionContextId'] === this.#isolatedContext) this.#isolatedContext = undefined;
        return;
      case 'Runtime.bindingCalled':
        if (parameters['name'] === binding) void this.#onCall(parameters['payload'] as string);
        return;
      case 'Inspector.targetCrashed':
        this.#isolatedContext = undefined;
        this.#isCrashed = true;
        this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 11 });
        return;
      default:
    }
  }

  #onWindowOpen(url: string): void {
    const action = this.#windowOpenHandler?.({ url }).action ?? 'allow';
    if (action === 'allow') this.emit('error', new Error(`A page opened a window: ${url}`));
  }

  /** A link that asked for a window got one; the double has none to show. */
  #onTarget(parameters: Message): void {
    const { targetId, openerId } = parameters['targetInfo'] as { targetId: string; openerId?: string };
    if (openerId !== this.#targetId) return;
    void this.#parts.chromium.send('Target.closeTarget', { targetId }).catch(() => undefined);
  }

  async #onCall(text: string): Promise<void> {
    const { open, call, channel, parameters } = decodeClone(text) as PageCall;
    if (open !== undefined) {
      this.#onWindowOpen(this.session.protocol.fromChromium(open));
      return;
    }
    const event = { sender: this, senderFrame: this.mainFrame };
    const answer = await this.#parts.ipcMain.invoke(channel, event, parameters);
    await this.#toPage({ type: 'answer', call, ...answer });
  }

  async #toPage(message: object): Promise<void> {
    const contextId = this.#isolatedContext;
    if (contextId === undefined || this.#isDestroyed) return;
    const expression = `__electronDoubleReceive(${JSON.stringify(encodeClone(message))})`;
    // The page may be leaving.
    await this.#send('Runtime.evaluate', { expression, contextId }).catch(() => undefined);
  }

  async #onRequest(paused: Paused): Promise<void> {
    const { requestId } = paused;
    const isMainDocument = paused.resourceType === 'Document' && paused.frameId === this.#mainFrameId;
    if (isMainDocument && !this.#mayNavigate(paused)) {
      await this.#send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const answer = await this.session.protocol.answer(pageRequest(paused));
    if (answer === undefined) await this.#send('Fetch.continueRequest', { requestId });
    else if (answer === 'refused')
      await this.#send('Fetch.failRequest', { requestId, errorReason: 'Failed' });
    else {
      await this.#send('Fetch.fulfillRequest', {
        requestId,
        responseCode: answer.status,
        responseHeaders: answer.headers,
        body: answer.body,
      });
    }
  }

  #mayNavigate({ request, redirectedRequestId }: Paused): boolean {
    const isExpected = withoutFragment(request.url) === withoutFragment(this.#expectedUrl ?? '');
    this.#expectedUrl = undefined;
    if (isExpected) return true;
    const url = this.session.protocol.fromChromium(request.url);
    const names =
      redirectedRequestId === undefined ? ['will-frame-navigate', 'will-navigate'] : ['will-redirect'];
    return names.every((name) => {
      const event = preventable({ url, isMainFrame: true, isSameDocument: false });
      this.emit(name, event, url);
      return !event.defaultPrevented;
    });
  }
}

/** The source of a call of a function that runs elsewhere. */
function callAsText(called: (...parameters: never[]) => void, ...parameters: string[]): string {
  return `(${String(called)})(${parameters.join(', ')})`;
}

function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}

function pageRequest({ request, resourceType }: Paused): PageRequest {
  const kind =
    resourceType === 'Document'
      ? 'document'
      : resourceType === 'Fetch' || resourceType === 'XHR'
        ? 'fetch'
        : 'other';
  return { url: request.url, method: request.method, headers: request.headers, body: request.postData, kind };
}
