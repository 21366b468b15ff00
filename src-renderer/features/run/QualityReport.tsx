import { faultTitles } from '../../../src-core/quality/candle-faults.ts';
import { policySentence, qualityRows } from '../../../src-core/result/quality-rows.ts';
import type { DataQuality } from '../../../src-core/result/summary-base.ts';
import { someOf } from '../../../src-core/text/some-of.ts';
import { formatMoment, secondsOf, zoneName } from '../../format/time.ts';
import { formatWhole } from '../../format/number.ts';
import { describeExample } from '../data/describe-example.ts';
import { usePreferences } from '../../state/preferences.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './quality-report.module.css';

const daysListed = 12;

/** What was odd about the data of a run: counts, days, gaps, examples. */
export function QualityReport({ quality }: { quality: DataQuality }) {
  const policy = policySentence(quality);
  return (
    <div className={styles.report}>
      <table className={styles.table}>
        <tbody>
          {qualityRows(quality).map(({ label, count, isTrouble }) => (
            <tr key={label} className={classNames(isTrouble && styles.trouble)}>
              <th scope="row">
                {isTrouble && <span aria-hidden>▲ </span>}
                {label}
              </th>
              <td>{formatWhole(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <NamedDays which="Days without candles" days={quality.missing_days} />
      <NamedDays which="Days altered after being verified" days={quality.altered_days ?? []} />
      {policy !== undefined && <p>{policy}</p>}
      {quality.gaps.length > 0 && <Gaps quality={quality} />}
      {(quality.examples ?? []).length > 0 && <Examples examples={quality.examples ?? []} />}
    </div>
  );
}

function NamedDays({ which, days }: { which: string; days: readonly string[] }) {
  if (days.length === 0) return null;
  return (
    <p>
      <strong>{which}: </strong>
      {someOf(days, daysListed)}
    </p>
  );
}

function Gaps({ quality: { gaps, gaps_not_listed: more } }: { quality: DataQuality }) {
  const zone = usePreferences((state) => state.timeZone);
  const [first] = gaps;
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.gaps} tabIndex={0} role="group" aria-label="Gaps in the candles">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Gap in</th>
            <th scope="col">After, {zoneName(zone, first === undefined ? 0 : secondsOf(first.after))}</th>
            <th scope="col">Missing candles</th>
          </tr>
        </thead>
        <tbody>
          {gaps.map(({ subject, after, missing }) => (
            <tr key={`${subject} ${after}`}>
              <td>{subject}</td>
              <td>{formatMoment(secondsOf(after), zone)}</td>
              <td>{formatWhole(missing)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p>{formatWhole(more)} more gaps are not listed.</p>}
    </div>
  );
}

function Examples({ examples }: { examples: NonNullable<DataQuality['examples']> }) {
  const zone = usePreferences((state) => state.timeZone);
  const [first] = examples;
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.gaps} tabIndex={0} role="group" aria-label="Examples of odd candles">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">At, {zoneName(zone, first === undefined ? 0 : secondsOf(first.at))}</th>
            <th scope="col">Open, high, low, close</th>
          </tr>
        </thead>
        <tbody>
          {examples.map((example, index) => (
            // Two examples may be the same in every respect.
            <tr key={`${example.kind} ${example.at} ${index}`}>
              <td>{faultTitles[example.kind]}</td>
              <td>
                {formatMoment(secondsOf(example.at), zone)}, {example.subject}
              </td>
              <td>{describeExample(example)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
