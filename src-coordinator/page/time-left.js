const rememberedMilliseconds = 60_000;

/** Estimates how long a cursor needs to the end from how fast it moved in the last minute. */
export class TimeLeft {
  /** @type {string | undefined} */
  #id;
  /** @type {{ at: number, share: number }[]} */
  #seen = [];

  /**
   * @param {string} id of the job
   * @param {number} share 0 to 1
   * @param {number} now milliseconds of any steady clock
   * @returns {number | undefined} milliseconds; undefined while it has not been seen to move
   */
  observe(id, share, now) {
    if (id !== this.#id || share < (this.#seen.at(-1)?.share ?? 0)) this.#seen = [];
    this.#id = id;
    this.#seen.push({ at: now, share });
    while (this.#seen.length > 2 && now - (this.#seen[0]?.at ?? now) > rememberedMilliseconds)
      this.#seen.shift();
    const first = this.#seen[0];
    const moved = share - (first?.share ?? share);
    if (first === undefined || moved <= 0) return undefined;
    return ((now - first.at) * (1 - share)) / moved;
  }
}
