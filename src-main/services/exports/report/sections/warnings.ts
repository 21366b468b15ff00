import { markup } from '../html.ts';
import { section, type RunSection } from './section.ts';

/** What the run warned of. */
export const warningsSection: RunSection = ({ warnings }) =>
  warnings.length === 0
    ? undefined
    : section(
        'Warnings',
        markup`<ul class="warnings">
          ${warnings.map((warning) => markup`<li>${warning}</li>`)}
        </ul>`,
      );
