import { formatMoment } from '../../../format/time.ts';
import { fieldLabels, type Preview } from './import-form.ts';
import styles from '../data.module.css';

const prices = ['open', 'high', 'low', 'close', 'volume'] as const;

/** The first rows of a file as they would be stored. */
export function PreviewTable({ rows }: { rows: Preview['rows'] }) {
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.records} tabIndex={0} role="region" aria-label="First rows as they will be stored">
      <table>
        <thead>
          <tr>
            <th scope="col">Time, UTC</th>
            {prices.map((field) => (
              <th key={field} scope="col" className={styles.number}>
                {fieldLabels[field]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.time}>
              <td>{formatMoment(row.time, 'utc', 'second')}</td>
              {prices.map((field) => (
                <td key={field} className={styles.number}>
                  {row[field] ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
