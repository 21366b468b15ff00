import { buildFigures, runNames, type FigureSet } from './report/figures.ts';
import { markup, Html, jsonForScript } from './report/html.ts';
import { contentSecurityPolicy, readReportAssets } from './report/report-assets.ts';
import type { ReportRun } from './report/report-run.ts';
import { chartsSection } from './report/sections/charts.ts';
import { comparisonSection } from './report/sections/comparison.ts';
import { countsSection } from './report/sections/counts.ts';
import { dataQualitySection } from './report/sections/data-quality.ts';
import { metricsSection } from './report/sections/metrics.ts';
import { configurationSection, receiptSection } from './report/sections/receipt.ts';
import { replayRulesSection, scopesSection } from './report/sections/replay.ts';
import { runHeader } from './report/sections/run-header.ts';
import type { RunSection } from './report/sections/section.ts';
import { tablesSection } from './report/sections/tables.ts';
import { warningsSection } from './report/sections/warnings.ts';

export interface ReportOptions {
  /** Heading of the report; says how many runs there are when left out. */
  readonly title?: string;
}

/** What a report says of a run, from top to bottom. A kind of job with more to say adds a section to one of the lists. */
const sectionsAbove: readonly RunSection[] = [
  warningsSection,
  metricsSection,
  scopesSection,
  replayRulesSection,
];
const sectionsBeside: readonly RunSection[] = [countsSection, dataQualitySection];
const sectionsBelow: readonly RunSection[] = [receiptSection, configurationSection];

/**
 * A report on one or several runs as one HTML file that needs nothing else: no network, no other file, and a policy that
 * forbids both. Equal input gives equal bytes. About 0.75 MB and the data of the charts, most of it the library that
 * draws them.
 *
 * @param runs of any kind of job, in the order in which they are to be shown
 */
export function renderReport(runs: readonly ReportRun[], options: ReportOptions = {}): string {
  const assets = readReportAssets();
  const figures = buildFigures(runs);
  const names = runNames(runs);
  const title =
    options.title ?? (names.length === 1 ? 'Backtest report' : `${names.length} backtests compared`);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${names.join(', ')} · Hindcast</title>
<style>${new Html(assets.style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="page-header"><h1>${title}</h1>${navigation(names)}</header>
<main id="content">
<noscript><p class="panel">The charts of this report need JavaScript; everything else is here without it.</p></noscript>
${comparison(runs, figures)}
${runs.map((run, index) => runArticle(run, index, names[index] as string, figures))}
</main>
<footer><p>Made by Hindcast. Times are UTC. Figures are those of summary.json, rounded for reading.</p></footer>
<p role="status" class="visually-hidden" data-status></p>
<script type="application/json" id="report-data">${jsonForScript(pageData(figures))}</script>
<script>${new Html(assets.chartLibrary)}</script>
<script>${new Html(assets.script)}</script>
</body>
</html>
`.text;
}

function navigation(names: readonly string[]): Html | undefined {
  if (names.length < 2) return undefined;
  const links = names.map((name, index) => markup`<li><a href="#run-${index + 1}">${name}</a></li>`);
  return markup`<nav aria-label="Runs">
    <ul>
      <li><a href="#comparison">Comparison</a></li>
      ${links}
    </ul>
  </nav>`;
}

function comparison(runs: readonly ReportRun[], figures: FigureSet): Html | undefined {
  if (runs.length < 2) return undefined;
  return markup`<section id="comparison" aria-label="Comparison of runs">
    <h2>Comparison</h2>
    ${comparisonSection(runs)}
    ${chartsSection('Charts of all runs', figures.shared)}
  </section>`;
}

function runArticle({ summary, charts }: ReportRun, index: number, name: string, figures: FigureSet): Html {
  const id = `run-${index + 1}`;
  const sections = (list: readonly RunSection[]): readonly (Html | undefined)[] =>
    list.map((build) => build(summary, id));
  return markup`<article id="${id}" aria-label="${name}">
    ${runHeader(summary, name)} ${sections(sectionsAbove)}
    ${chartsSection('Charts', figures.ofRun[index] ?? [])} ${tablesSection(charts.tables)}
    <div class="beside">${sections(sectionsBeside)}</div>
    ${sections(sectionsBelow)}
  </article>`;
}

/** What the script of the page reads. */
function pageData({ series, shared, ofRun }: FigureSet): unknown {
  return { series, figures: [...shared, ...ofRun.flat()] };
}
