import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What every report carries: its looks, its script, and the library that draws the charts. */
export interface ReportAssets {
  readonly style: string;
  readonly script: string;
  /** ECharts with lines, bars, points and what goes with them: 0.7 MB, two thirds of the whole library. */
  readonly chartLibrary: string;
}

const folder = new URL('../../../../resources/report/', import.meta.url);

/** Reads the parts of a report from the checkout and from node_modules. */
export function readReportAssets(): ReportAssets {
  const library = createRequire(import.meta.url).resolve('echarts/dist/echarts.common.min.js');
  return {
    style: readFileSync(new URL('report.css', folder), 'utf8'),
    script: readFileSync(new URL('report.js', folder), 'utf8'),
    chartLibrary: readFileSync(library, 'utf8'),
  };
}

/** A policy that lets exactly these texts run, and nothing be loaded from anywhere. */
export function contentSecurityPolicy({ style, script, chartLibrary }: ReportAssets): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(chartLibrary)} ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
