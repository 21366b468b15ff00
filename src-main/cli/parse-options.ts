import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../src-core/errors/nearest-name.ts';

/** A whole number from an option. Throws `BAD_INPUT` for any other text. */
export function parseCount(option: string, text: string, smallest: number, largest: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= smallest && count <= largest) return count;
  throw new HindcastError(
    'BAD_INPUT',
    `${option} is "${text}". Write a number from ${smallest} to ${largest}.`,
  );
}

/** One of several words. Throws `BAD_INPUT` for any other, naming the nearest. */
export function parseChoice<Choice extends string>(
  what: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const nearest = nearestName(text, choices);
  throw new HindcastError(
    'BAD_INPUT',
    `There is no ${what} "${text}"${nearest === undefined ? '.' : `, did you mean "${nearest}"?`} ` +
      `There are: ${choices.join(', ')}.`,
  );
}

const writtenMoment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/;

/** A moment as ISO 8601 in UTC; one without a zone is UTC. Throws `BAD_INPUT` for what is none. */
export function parseMoment(option: string, text: string): string {
  const match = writtenMoment.exec(text.trim());
  const isDay = text.trim().length === 10;
  const zone = isDay || match?.groups?.['zone'] !== undefined ? '' : 'Z';
  const time = match === null ? Number.NaN : Date.parse(`${text.trim().replace(' ', 'T')}${zone}`);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new HindcastError(
    'BAD_INPUT',
    `${option} is "${text}". Write a moment such as 2026-11-22T08:00Z; without a zone it is UTC.`,
  );
}

/** A day, `YYYY-MM-DD`. Throws `BAD_INPUT` for what is none. */
export function parseDay(option: string, text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay) return text;
  throw new HindcastError('BAD_INPUT', `${option} is "${text}". Write a day, YYYY-MM-DD.`);
}
