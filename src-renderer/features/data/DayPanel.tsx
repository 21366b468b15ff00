import type { ReactNode } from 'react';
import type { DayDetail } from '../../../src-core/api/contract/data.ts';
import { faultKinds, faultTitles } from '../../../src-core/quality/candle-faults.ts';
import { feedPath, type Feed } from '../../../src-core/feed/feed.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatWhole } from '../../format/number.ts';
import { formatMoment, secondsOf, zoneName } from '../../format/time.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Facts, type Fact } from '../run/Facts.tsx';
import { describeExample } from './describe-example.ts';
import { formatShare } from './format-share.ts';
import styles from './data.module.css';

/** All that is known of one day: how full it is, its gaps, what is odd about its candles, and its file. */
export function DayPanel({ feed, day }: { feed: Feed; day: string }) {
  const { data, error, refetch } = useQuery('data.day', { feed, day }, { tags: ['data'] });
  return (
    <Panel title={`${day}, UTC`}>
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Looking at the day" rows={6} />
        ) : (
          <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
        )
      ) : (
        <Detail feed={feed} detail={data} />
      )}
    </Panel>
  );
}

function Detail({ feed, detail }: { feed: Feed; detail: DayDetail }) {
  const zone = usePreferences((state) => state.timeZone);
  const { state, rows, expected, faults, gaps, examples } = detail;
  const time = `Time, ${zoneName(zone, secondsOf(`${detail.day}T00:00:00Z`))}`;
  return (
    <div className={styles.detail}>
      <Facts facts={factsOf(detail)} />
      {faults === null ? (
        <p className={styles.note}>
          {state === 'damaged'
            ? 'The file of this day is damaged, so nothing is known of its candles. Pull or import the day again.'
            : `There are no candles of ${feedPath(feed)} here for this day.`}
        </p>
      ) : (
        <>
          <p className={styles.note}>
            {formatWhole(rows)} {rows === 1 ? 'row' : 'rows'}
            {expected !== null &&
              `; ${formatShare(expected - faults.missing, expected)} of ${formatWhole(expected)} candles are here`}
            .
          </p>
          <Table
            label="What was counted"
            head={['What', 'How often']}
            rows={faultKinds.map((kind) => [
              kind,
              <>
                {faults[kind] > 0 && <span aria-hidden>▲ </span>}
                {faultTitles[kind]}
              </>,
              formatWhole(faults[kind]),
            ])}
          />
          {gaps.length > 0 && (
            <Table
              label="Gaps"
              head={[time, 'Missing candles']}
              rows={gaps.map(({ start, periods }) => [
                String(start),
                formatMoment(start, zone, 'second'),
                formatWhole(periods),
              ])}
              more={faults.gap - gaps.length}
            />
          )}
          {examples.length > 0 && (
            <Table
              label="Examples of odd rows"
              head={['What', time, 'Open, high, low, close']}
              rows={examples.map((example, index) => [
                String(index),
                faultTitles[example.kind],
                formatMoment(example.at, zone, 'second'),
                describeExample(example),
              ])}
            />
          )}
        </>
      )}
    </div>
  );
}

function factsOf({ sizeBytes, sha256, verifiedAt, origin, pinned, state }: DayDetail): Fact[] {
  if (state === 'absent' && sizeBytes === 0) return [];
  return [
    { name: 'Size', value: formatBytes(sizeBytes) },
    { name: 'From', value: origin ?? 'unknown', title: origin ?? undefined },
    {
      name: 'Verified',
      value: verifiedAt === null ? 'not yet' : `${verifiedAt.slice(0, 16).replace('T', ' ')} UTC`,
    },
    { name: 'Needed by results', value: pinned ? 'yes' : 'no' },
    { name: 'SHA-256', value: sha256 ?? 'not known until it is verified', code: sha256 !== null },
  ];
}

/** @param rows each a key, and a cell for each of the head */
function Table({
  label,
  head,
  rows,
  more = 0,
}: {
  label: string;
  head: readonly string[];
  rows: readonly (readonly [key: string, ...cells: ReactNode[]])[];
  more?: number;
}) {
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.records} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, ...cells]) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={head[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className={styles.note}>{formatWhole(more)} more are not listed.</p>}
    </div>
  );
}
