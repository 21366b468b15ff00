const soonMilliseconds = 1_000;
const slowestMilliseconds = 5_000;
const idleMilliseconds = 30_000;
const longestMilliseconds = 60_000;

/**
 * How long to wait until the next look: short while something moves, longer and longer while nothing does or nobody
 * answers.
 *
 * @param {number} last the wait before
 * @param {'moved' | 'stands' | 'idle' | 'failed'} outcome
 */
export function nextWait(last, outcome) {
  if (outcome === 'moved') return soonMilliseconds;
  if (outcome === 'idle') return idleMilliseconds;
  const longest = outcome === 'stands' ? slowestMilliseconds : longestMilliseconds;
  return Math.min(longest, Math.max(soonMilliseconds, last * 1.5));
}

/** Looks again and again, only while somebody sees the page. */
export class Polling {
  #look;
  #wait = soonMilliseconds;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | undefined} */
  #looking;
  #isAskedAgain = false;

  /** @param {() => Promise<'moved' | 'stands' | 'idle' | 'failed' | 'stop'>} look */
  constructor(look) {
    this.#look = look;
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) clearTimeout(this.#timer);
      else void this.now();
    });
  }

  /** Looks at once, and once more if it was looking already: what it sees may be from before. */
  now() {
    this.#wait = soonMilliseconds;
    if (this.#looking !== undefined) this.#isAskedAgain = true;
    return this.#start();
  }

  #start() {
    clearTimeout(this.#timer);
    this.#looking ??= this.#run();
    return this.#looking;
  }

  async #run() {
    let outcome;
    do {
      this.#isAskedAgain = false;
      outcome = await this.#look();
    } while (this.#isAskedAgain);
    // In the same breath as the last question, so that none falls between two looks.
    this.#looking = undefined;
    if (outcome === 'stop') return;
    this.#wait = nextWait(this.#wait, outcome);
    if (!document.hidden) this.#timer = setTimeout(() => void this.#start(), this.#wait);
  }
}
