/**
 * One statistic of a sample: one small file each, found by name. Kinds of job that measure something else bring their
 * own type of sample and options.
 */
export interface MetricDefinition<Sample, Options> {
  /** Key in results, lower case with underscores. */
  readonly name: string;
  /** What people read. */
  readonly label: string;
  /** What one unit of the value is. */
  readonly unit: string;
  /** Decimals to show. */
  readonly digits: number;
  readonly better: 'higher' | 'lower' | 'none';
  /** One line: what it says and how to read it. */
  readonly description: string;
  /** The value; NaN where it is not defined. */
  compute(sample: Sample, options: Options): number;
}
