/**
 * A running sum whose error does not grow with the number of terms (Neumaier, ZAMM 54, 1974): what each addition rounds
 * away is kept and added at the end. The order of terms is the caller's and must be fixed for bits to repeat.
 */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(term: number): void {
    const total = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - total + term : term - total + this.#sum;
    this.#sum = total;
  }

  /** The sum so far; plain IEEE arithmetic where it overflowed or met a NaN. */
  get value(): number {
    return Number.isFinite(this.#sum) ? this.#sum + this.#lost : this.#sum;
  }
}

/** Sum of `values[start]` up to, not including, `values[end]`, from left to right, compensated. */
export function compensatedSum(values: Float64Array, start = 0, end = values.length): number {
  let sum = 0;
  let lost = 0;
  for (let index = start; index < end; index++) {
    const term = values[index] as number;
    const total = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - total + term : term - total + sum;
    sum = total;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
