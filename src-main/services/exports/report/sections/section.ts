import type { StoredSummary } from '../../../results/result-files.ts';
import { markup, type Html, type HtmlPart } from '../html.ts';

/** A part of what a report says of one run; nothing when the run has none of it. `id` is unique to the run. */
export type RunSection = (summary: StoredSummary, id: string) => Html | undefined;

/** A row of the comparison that is no metric; it is left out when no run has it. */
export interface ComparisonLine {
  readonly name: string;
  readonly cell: (summary: StoredSummary) => Html | string | undefined;
}

/** A part of a page with its heading. */
export function section(heading: string, ...content: readonly HtmlPart[]): Html {
  return markup`<section class="panel">
    <h3>${heading}</h3>
    ${content}
  </section>`;
}

/** A table that scrolls in its own box when it is too wide or too long; the box can be reached by keyboard. */
export function table(caption: string, head: Html, rows: readonly Html[], look = ''): Html {
  return markup`<div class="scroll ${look}" role="group" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        ${head}
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** A figure that keeps its full value for whoever copies the page by program. */
export function figure(value: number | null, text: string): Html {
  return value === null
    ? markup`<span class="none">${text}</span>`
    : markup`<data value="${String(value)}">${text}</data>`;
}

/** `unresolved_end_of_data` as people read it. */
export function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
