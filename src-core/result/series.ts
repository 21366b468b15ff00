import { z } from 'zod';

/**
 * One line of a chart, already reduced to what a screen can show. `x` holds seconds since the epoch (UTC) for `time`
 * charts, values for `value` charts, and is empty for `category` charts, which have `labels`.
 */
export const chartLineSchema = z.object({
  name: z.string(),
  x: z.array(z.number()),
  y: z.array(z.number().nullable()),
});

/** A chart as data: what it shows and in which units; drawing it is the business of whoever shows it. */
export const chartSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  help: z.string(),
  form: z.enum(['line', 'area', 'bar', 'scatter']),
  axis: z.enum(['time', 'value', 'category']),
  labels: z.array(z.string()),
  x_name: z.string(),
  y_name: z.string(),
  lines: z.array(chartLineSchema),
});
export type Chart = z.infer<typeof chartSchema>;

/** `charts.json` of a result folder. Charts are computed once, when the run ends. */
export const chartsSchema = z.object({ schema_version: z.literal(1), charts: z.array(chartSchema) });
export type Charts = z.infer<typeof chartsSchema>;
