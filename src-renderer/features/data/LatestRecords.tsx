import type { Feed } from '../../../src-core/feed/feed.ts';
import { formatMoment, secondsOf, zoneName } from '../../format/time.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './data.module.css';

const recordsShown = 20;

/** The newest records of a feed, as the coordinator tells them. */
export function LatestRecords({ coordinatorId, feed }: { coordinatorId: string; feed: Feed }) {
  const zone = usePreferences((state) => state.timeZone);
  const { data, error } = useQuery('coordinators.latest', { coordinatorId, feed, limit: recordsShown });
  if (error !== undefined) return <ErrorState error={error} compact />;
  if (data === undefined) return <LoadingState label="Loading the latest records" rows={5} />;
  if (data.length === 0) return <p className={styles.note}>It has no live record of this feed.</p>;
  const names = [...new Set(data.flatMap(({ values }) => Object.keys(values)))];
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.records} tabIndex={0} role="region" aria-label="Latest records">
      <table>
        <thead>
          <tr>
            <th scope="col">Time, {zoneName(zone, secondsOf(data[0]?.ts ?? ''))}</th>
            {names.map((name) => (
              <th
                key={name}
                scope="col"
                className={classNames(
                  data.some(({ values }) => typeof values[name] === 'number') && styles.number,
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map(({ ts, values }) => (
            <tr key={ts}>
              <td>{formatMoment(secondsOf(ts), zone, 'second')}</td>
              {names.map((name) => (
                <td key={name} className={classNames(typeof values[name] === 'number' && styles.number)}>
                  {textOf(values[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A value as its record has it; "–" where there is none. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
