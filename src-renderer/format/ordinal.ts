import { formatWhole } from './number.ts';

const endings: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  zero: 'th',
  one: 'st',
  two: 'nd',
  few: 'rd',
  many: 'th',
  other: 'th',
};
const rules = new Intl.PluralRules('en', { type: 'ordinal' });

/** A place in an order, from 1 on: `1st`, `22nd`, `10,011th`. */
export function formatOrdinal(place: number): string {
  return `${formatWhole(place)}${endings[rules.select(place)]}`;
}
