import { markup, type Html } from '../html.ts';
import type { Figure } from '../figures.ts';

/** Places for charts, which the script of the page draws, each with its picture and its table. */
export function chartsSection(heading: string, figures: readonly Figure[]): Html | undefined {
  if (figures.length === 0) return undefined;
  return markup`<section class="panel">
    <h3>${heading}</h3>
    <div class="charts">${figures.map(chartFigure)}</div>
  </section>`;
}

function chartFigure({ id, title, help }: Figure): Html {
  return markup`<figure id="${id}" data-figure="${id}">
    <figcaption>
      <h4 id="${id}-title">${title}</h4>
      <p class="hint">${help}</p>
    </figcaption>
    <div class="chart" role="img" aria-label="${title}" data-chart></div>
    <div
      class="scroll chart-table"
      role="group"
      aria-labelledby="${id}-title"
      tabindex="0"
      data-table
      hidden
    ></div>
    <p class="actions">
      <button type="button" data-toggle aria-describedby="${id}-title">Show as table</button>
      <button type="button" data-picture aria-describedby="${id}-title">Save as PNG</button>
    </p>
  </figure>`;
}
