import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';

const answerRoom = 1 << 16;
/** What the host sends while a call takes long, so that a thread that waits for the answer looks after other things. */
const stillBusy = 9;

/** Attempts to read before the thread blocks: waking it up takes longer than most models do. */
const attempts = 30;
/** Reads that block at once after attempts were in vain: the model is slow, or the processors are taken. */
const readsAtRest = 64;

/** What a read can come to besides bytes of an answer. */
export const noAnswer = { yet: 0, ever: -1 } as const;

/**
 * The two named pipes of the round trip: candles to the host, answers back. Waiting for an answer blocks the thread after
 * a few attempts; the event loop would take five times as long.
 */
export class RoundTripPipes {
  /** Requests, then answers. */
  readonly paths: readonly [string, string];
  /** Where answers are read to. */
  readonly answer = Buffer.alloc(answerRoom);
  readonly #requests: number;
  readonly #answers: number;
  readonly #polled: number;
  #placeholder: number | undefined;
  #rest = 0;

  /**
   * @param folder private to the job
   * @throws HindcastError `BAD_SPEC` where the system has no named pipes
   */
  constructor(folder: string) {
    const own = mkdtempSync(join(folder, 'round-trip-'));
    this.paths = [join(own, 'to-python'), join(own, 'from-python')];
    const made = spawnSync('mkfifo', [...this.paths], { encoding: 'utf8' });
    if (made.status !== 0) {
      throw new HindcastError(
        'BAD_SPEC',
        'model.feeding "round_trip" needs named pipes, which could not be made here. Use "batched".',
        { details: { reason: made.error?.message ?? made.stderr } },
      );
    }
    const [requests, answers] = this.paths;
    // Opening a pipe blocks until the other end is open, which a host that dies early never does: with this placeholder
    // both ends are.
    this.#placeholder = openSync(answers, constants.O_RDWR | constants.O_NONBLOCK);
    this.#answers = openSync(answers, constants.O_RDONLY);
    this.#polled = openSync(answers, constants.O_RDONLY | constants.O_NONBLOCK);
    this.#requests = openSync(requests, constants.O_RDWR);
  }

  /** The host has opened its ends: from now on its death ends the pipe of answers. */
  connected(): void {
    if (this.#placeholder !== undefined) closeSync(this.#placeholder);
    this.#placeholder = undefined;
  }

  /** Sends less than a pipe holds, so that it never blocks. */
  send(request: Buffer): void {
    writeSync(this.#requests, request);
  }

  /** Waits until an answer begins; gives the number of its bytes that are there, or a member of {@link noAnswer}. */
  receive(): number {
    if (this.#rest > 0) {
      this.#rest--;
    } else {
      const stackTraceLimit = Error.stackTraceLimit;
      // "Nothing there yet" comes as an exception; recording a stack for each would take longer than the answer.
      Error.stackTraceLimit = 0;
      try {
        for (let attempt = 0; attempt < attempts; attempt++) {
          const bytes = this.poll();
          if (bytes !== noAnswer.yet) return bytes;
        }
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
      this.#rest = readsAtRest;
    }
    return this.#begin(readSync(this.#answers, this.answer));
  }

  /** The same without waiting. */
  poll(): number {
    const bytes = this.pollMore();
    return bytes > 0 ? this.#begin(bytes) : bytes;
  }

  /** More of an answer that has begun, without waiting. */
  pollMore(): number {
    try {
      return readSync(this.#polled, this.answer) || noAnswer.ever;
    } catch (error) {
      if ((error as { code?: string }).code === 'EAGAIN') return noAnswer.yet;
      throw error;
    }
  }

  /** The host finds the end of its requests. */
  closeRequests(): void {
    closeSync(this.#requests);
  }

  closeAnswers(): void {
    this.connected();
    closeSync(this.#answers);
    closeSync(this.#polled);
  }

  #begin(bytes: number): number {
    if (bytes === 0) return noAnswer.ever;
    if (this.answer[0] !== stillBusy) return bytes;
    let signs = 1;
    while (signs < bytes && this.answer[signs] === stillBusy) signs++;
    this.answer.copyWithin(0, signs, bytes);
    return bytes - signs;
  }
}
