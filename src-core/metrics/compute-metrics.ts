import { nearestName } from '../errors/nearest-name.ts';
import type { MetricDefinition } from './metric-definition.ts';

export interface MetricReport {
  /** By name, in the order of the definitions; null where a metric is not defined on the sample, or failed. */
  readonly metrics: Record<string, number | null>;
  readonly warnings: readonly string[];
}

/**
 * Computes every definition on one sample. A definition that throws costs its own value and a warning, nothing else
 * (checklist 54).
 *
 * @param onComputed is called after each definition
 */
export function computeMetrics<Sample, Options>(
  definitions: readonly MetricDefinition<Sample, Options>[],
  sample: Sample,
  options: Options,
  onComputed: () => void = () => undefined,
): MetricReport {
  const metrics: Record<string, number | null> = {};
  const warnings: string[] = [];
  for (const definition of definitions) {
    metrics[definition.name] = null;
    try {
      const value = definition.compute(sample, options);
      // Adding 0 turns -0 into 0.
      if (Number.isFinite(value)) metrics[definition.name] = value + 0;
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      warnings.push(`Metric "${definition.name}" failed and has no value: ${message}`);
    }
    onComputed();
  }
  return { metrics, warnings };
}

/** A warning for each requested name that no definition has; the others are computed all the same (contract 2.7). */
export function unknownMetricWarnings(
  requested: readonly string[],
  definitions: readonly { readonly name: string }[],
): string[] {
  const known = definitions.map((definition) => definition.name);
  return requested
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      return `There is no metric "${name}"${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} It was skipped.`;
    });
}
