/** First in, first out over row numbers; amortised constant time and memory in proportion to what waits. */
export class RowQueue {
  #rows: number[] = [];
  #head = 0;

  get length(): number {
    return this.#rows.length - this.#head;
  }

  push(row: number): void {
    this.#rows.push(row);
  }

  /** The oldest row; only when the queue is not empty. */
  peek(): number {
    return this.#rows[this.#head] as number;
  }

  shift(): void {
    this.#head++;
    if (this.#head > 4096 && this.#head * 2 > this.#rows.length) {
      this.#rows = this.#rows.slice(this.#head);
      this.#head = 0;
    }
  }
}
