import type { OutputOf } from '../../../../src-core/api/contract.ts';
import type { ImportField, ImportOptions } from '../../../../src-core/data/candle-import.ts';
import { amountOf } from '../../../../src-core/text/amount-of.ts';
import { formatDays } from '../../../format/day.ts';
import { formatWhole } from '../../../format/number.ts';

export type Preview = OutputOf<'data.importPreview'>;

/** What a person has said of a file; what is undefined is as it was found. */
export interface ImportForm {
  readonly path: string;
  /** Undefined as long as the suggestion is good. */
  readonly feed?: string;
  /** Names of columns by field; none means that the file has no such column. */
  readonly columns: { readonly [Field in ImportField]?: readonly string[] };
  readonly timeZone?: string;
  readonly delimiter?: NonNullable<ImportOptions['delimiter']>;
  readonly decimalComma?: boolean;
  readonly skipBadRows: boolean;
}

export const emptyForm: ImportForm = { path: '', columns: {}, skipBadRows: false };

/** Another file is another matter: nothing that was said of the one before holds. */
export function withPath(form: ImportForm, path: string): ImportForm {
  return path === form.path ? form : { ...emptyForm, path, skipBadRows: form.skipBadRows };
}

/** What the host is told of the file. */
export function optionsOf({ columns, timeZone, delimiter, decimalComma }: ImportForm): ImportOptions {
  return {
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimalComma === undefined ? {} : { decimalComma }),
  };
}

/** The feed to show as long as the person has not named one: all that is suggested, `mine` for a source that is not. */
export function suggestedFeed({ suggestion }: Pick<Preview, 'suggestion'>): string {
  const { source, subject, kind, granularity } = suggestion;
  if (subject === null || granularity === null) return '';
  return `${source ?? 'mine'}/${subject}/${kind}/${granularity}`;
}

/** The names of the columns that a field is taken from, as found or as chosen. */
export function columnsOfField(form: ImportForm, preview: Preview, field: ImportField): readonly string[] {
  const chosen = form.columns[field];
  if (chosen !== undefined) return chosen;
  const found = preview.columns[field];
  if (found === undefined) return [];
  return preview.fileColumns.some(({ name }) => name === found) ? [found] : found.split(' + ');
}

const formatNames: Readonly<Record<string, string>> = {
  hindcast: 'A file of Hindcast',
  binance: 'Candles of Binance',
  coinbase: 'Candles of Coinbase',
  kraken: 'Candles of Kraken',
  cryptodatadownload: 'A file of CryptoDataDownload',
  yahoo: 'A file of Yahoo Finance',
  tradingview: 'A file of TradingView',
  metatrader: 'A file of MetaTrader',
  dukascopy: 'A file of Dukascopy',
  freqtrade: 'Candles of freqtrade',
  csv: 'A CSV file',
  parquet: 'A Parquet file',
};

/** "A file of MetaTrader: 1,440 rows, 2022-01-03 to 2022-01-04. 2 rows cannot be read." */
export function describeFile(preview: Preview): string {
  const { format, rowsRead, badRows, duplicates, firstDay, lastDay, dayCount, overlap } = preview;
  const sentences = [
    `${formatNames[format] ?? 'A file'}: ${amountOf(rowsRead, 'row')}` +
      (firstDay === null || lastDay === null
        ? '.'
        : ` on ${amountOf(dayCount, 'day')}, ${formatDays(firstDay, lastDay)}.`),
    ...(badRows === 0 ? [] : [`${amountOf(badRows, 'row')} cannot be read.`]),
    ...(duplicates === 0
      ? []
      : [
          `${amountOf(duplicates, 'row')} ${duplicates === 1 ? 'comes' : 'come'} twice; the last one counts.`,
        ]),
    ...(overlap.days === 0
      ? []
      : [
          `${formatWhole(overlap.days)} of the days ${overlap.days === 1 ? 'is' : 'are'} here already and will be merged.`,
        ]),
  ];
  return sentences.join(' ');
}

/** Which fields a form asks for, with their labels. */
export const fieldLabels: Readonly<Record<ImportField, string>> = {
  time: 'Time',
  open: 'Open',
  high: 'High',
  low: 'Low',
  close: 'Close',
  volume: 'Volume',
};
