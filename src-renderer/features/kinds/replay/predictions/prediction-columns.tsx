import type { PredictionRow } from '../../../../../src-core/api/contract/results.ts';
import { formatFigure } from '../../../../../src-core/result/format-figure.ts';
import { formatMoment, zoneName } from '../../../../format/time.ts';
import type { TimeZone } from '../../../../state/preferences.ts';
import type { Column } from '../../../../ui/data-table/column.ts';
import { classNames } from '../../../../ui/class-names.ts';
import { shortStatusWords, statusWords } from '../status-words.ts';
import styles from './predictions.module.css';

export interface ColumnStyle {
  readonly zone: TimeZone;
  /** A moment of the run, for the name of the zone. */
  readonly at: number;
  readonly priceDigits: number;
  readonly scoreDigits: number;
}

const signalDigits = 6;
const returnDigits = 6;

/** The columns of the table of predictions; ids of those that sort are the host's names. */
export function predictionColumns({
  zone,
  at,
  priceDigits,
  scoreDigits,
}: ColumnStyle): Column<PredictionRow>[] {
  const zoned = zoneName(zone, at);
  const number = (
    column: Pick<Column<PredictionRow>, 'id' | 'header' | 'help' | 'sortable'> & {
      digits: number;
      sign: 'always' | 'negative';
      value: (row: PredictionRow) => number | null;
      signed?: boolean;
    },
  ): Column<PredictionRow> => {
    const { digits, sign, signed, ...rest } = column;
    return {
      ...rest,
      width: 'minmax(5.25rem, 1fr)',
      align: 'end',
      cell: (row) => {
        const value = column.value(row);
        const tone =
          signed === true && value !== null && value !== 0 && (value > 0 ? styles.good : styles.bad);
        return (
          <span className={classNames(tone, value === null && styles.absent)}>
            {formatFigure(value, digits, sign)}
          </span>
        );
      },
    };
  };
  return [
    {
      id: 'ts',
      header: `Made at, ${zoned}`,
      help: 'The time of the candle after which the prediction was made.',
      width: '9rem',
      required: true,
      value: ({ ts }) => ts,
      cell: ({ ts }) => formatMoment(ts, zone, 'second'),
    },
    {
      id: 'scope',
      header: 'Scope',
      width: 'minmax(6rem, 0.8fr)',
      sortable: false,
      value: ({ scope }) => scope,
    },
    number({
      id: 'value',
      header: 'Signal',
      help: 'The number in the prediction that metrics use; its sign is the direction.',
      digits: signalDigits,
      sign: 'always',
      value: ({ value }) => value,
    }),
    number({
      id: 'entryPrice',
      header: 'Price then',
      sortable: false,
      digits: priceDigits,
      sign: 'negative',
      value: ({ entryPrice }) => entryPrice,
    }),
    {
      id: 'resolvedTs',
      header: `Resolved at, ${zoned}`,
      width: '9rem',
      sortable: false,
      value: ({ resolvedTs }) => resolvedTs,
      cell: ({ resolvedTs }) => formatMoment(resolvedTs, zone, 'second'),
    },
    number({
      id: 'resolvedPrice',
      header: 'Price resolved',
      sortable: false,
      digits: priceDigits,
      sign: 'negative',
      value: ({ resolvedPrice }) => resolvedPrice,
    }),
    number({
      id: 'actualReturn',
      header: 'Return, ratio',
      help: 'What the price did from then until it was resolved: 0.0001 is one basis point.',
      digits: returnDigits,
      sign: 'always',
      value: ({ actualReturn }) => actualReturn,
      signed: true,
    }),
    number({
      id: 'score',
      header: 'Score',
      digits: scoreDigits,
      sign: 'always',
      value: ({ score }) => score,
      signed: true,
    }),
    {
      id: 'status',
      header: 'Status',
      width: 'minmax(7rem, 1.2fr)',
      sortable: false,
      value: ({ status }) => status,
      cell: (row) => <Status row={row} />,
    },
    {
      id: 'output',
      header: 'Output',
      width: 'minmax(4rem, 0.8fr)',
      help: 'The whole output as JSON, where it holds more than the signal.',
      sortable: false,
      value: ({ output }) => output ?? '',
      cell: ({ output }) => <span title={output ?? undefined}>{output ?? ''}</span>,
    },
  ];
}

function Status({ row: { status, reason } }: { row: PredictionRow }) {
  const known = Object.hasOwn(shortStatusWords, status)
    ? (status as keyof typeof shortStatusWords)
    : undefined;
  const words = known === undefined ? status : shortStatusWords[known];
  const title = [known === undefined ? status : statusWords[known], reason].filter(Boolean).join(': ');
  return (
    <span className={classNames(status !== 'scored' && styles.unscored)} title={title}>
      {reason === null ? words : `${words}: ${reason}`}
    </span>
  );
}
