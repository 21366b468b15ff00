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

/**
 * A chart as data: what it shows and in which units; drawing it is the business of whoever shows it. In a `heat_map` a
 * line is a row of cells, named after the line, first line on top; all lines have the same `x`.
 */
export const chartSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  help: z.string(),
  form: z.enum(['line', 'area', 'bar', 'scatter', 'heat_map']),
  axis: z.enum(['time', 'value', 'category']),
  labels: z.array(z.string()),
  x_name: z.string(),
  y_name: z.string(),
  lines: z.array(chartLineSchema),
});
export type Chart = z.infer<typeof chartSchema>;

/** How the cells of a column are to be read and written. */
export const tableColumnSchema = z.object({
  name: z.string(),
  /** `time` holds seconds since the epoch, UTC. */
  form: z.enum(['text', 'time', 'number']),
  /** Digits after the point, for numbers. */
  digits: z.int().min(0),
  sign: z.enum(['always', 'negative']),
  /** What stands for null. */
  missing: z.string(),
});

/** A table as data, beside the charts. */
export const tableSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: z.string(),
  help: z.string(),
  columns: z.array(tableColumnSchema),
  /** One cell for each column. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
export type Table = z.infer<typeof tableSchema>;

/** `charts.json` of a result folder. Charts and tables are computed once, when the run ends. */
export const chartsSchema = z.object({
  schema_version: z.literal(1),
  charts: z.array(chartSchema),
  tables: z.array(tableSchema).default([]),
});
export type Charts = z.infer<typeof chartsSchema>;
