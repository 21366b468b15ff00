import { predictionStatuses } from '../../../../src-core/kinds/replay/prediction-columns.ts';
import { formatCount } from '../../../../src-core/result/format-figure.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { shareWords } from './share-words.ts';
import { statusWords } from './status-words.ts';
import styles from './replay.module.css';

/** What became of the predictions of a run: every one has exactly one end. */
export function PredictionEnds({ counts }: { counts: Readonly<Record<string, number>> }) {
  const total = counts['predictions'] ?? 0;
  return (
    <Panel title={`What became of ${formatCount(total)} predictions`}>
      <table className={styles.table}>
        <tbody>
          {predictionStatuses.map((status) => {
            const count = counts[status] ?? 0;
            return (
              <tr key={status} className={count === 0 ? styles.none : undefined}>
                <th scope="row">{statusWords[status]}</th>
                <td className={styles.number}>{formatCount(count)}</td>
                <td className={styles.number}>{shareWords(count, total)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
