/** What a metric would be if the model knew nothing. */
export interface ChanceLevel {
  readonly value: number;
  /** A sentence: why that is so. */
  readonly reason: string;
}
