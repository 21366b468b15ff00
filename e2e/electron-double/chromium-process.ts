import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { chromiumArguments, chromiumPath } from '../../tests/support/chromium.ts';

/** A message of the DevTools protocol. */
export type Message = Readonly<Record<string, unknown>>;

interface Waiting {
  resolve(result: Message): void;
  reject(error: Error): void;
}

/**
 * A Chromium of its own, spoken to over a pipe: it ends when the pipe closes, so it never outlives this process. Tests
 * reach the same browser over a port.
 */
export class ChromiumProcess extends EventEmitter<{ event: [string, Message, string | undefined] }> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #unfinished = '';
  /** Where tests connect to: `ws://127.0.0.1:…`. */
  readonly endpoint: Promise<string>;

  constructor(profile: string) {
    super();
    if (chromiumPath === undefined) throw new Error('There is no Chromium on this machine.');
    mkdirSync(profile, { recursive: true });
    this.#child = spawn(
      chromiumPath,
      [
        ...chromiumArguments,
        '--headless',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--remote-debugging-pipe',
        '--remote-debugging-port=0',
        `--user-data-dir=${profile}`,
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
    );
    this.endpoint = new Promise((resolve) => {
      let printed = '';
      (this.#child.stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const found = /DevTools listening on (ws:\S+)/.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const output = this.#child.stdio[4] as Readable;
    output.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    for (const stream of this.#child.stdio) stream?.on('error', () => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(method: string, parameters: object = {}, sessionId?: string): Promise<Message> {
    const id = ++this.#lastId;
    const message = { id, method, params: parameters, ...(sessionId === undefined ? {} : { sessionId }) };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      (this.#child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #read(text: string): void {
    const messages = (this.#unfinished + text).split('\0');
    this.#unfinished = messages.pop() ?? '';
    for (const message of messages) this.#take(JSON.parse(message) as Message);
  }

  #take(message: Message): void {
    const { id, method, params, result, error, sessionId } = message;
    if (typeof method === 'string') {
      this.emit('event', method, params as Message, sessionId as string | undefined);
      return;
    }
    const waiting = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    if (error === undefined) waiting?.resolve(result as Message);
    else waiting?.reject(new Error((error as { message: string }).message));
  }
}
