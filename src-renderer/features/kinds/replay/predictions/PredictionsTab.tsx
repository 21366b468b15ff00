import { X } from 'lucide-react';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { PredictionRow } from '../../../../../src-core/api/contract/results.ts';
import { predictionStatuses } from '../../../../../src-core/kinds/replay/prediction-columns.ts';
import { useChartGroup, useChartGroupStore } from '../../../../charts/chart-group.tsx';
import { formatWhole } from '../../../../format/number.ts';
import { usePreferences } from '../../../../state/preferences.ts';
import { Button } from '../../../../ui/Button.tsx';
import { HelpTip } from '../../../../ui/HelpTip.tsx';
import { Select } from '../../../../ui/Select.tsx';
import { Switch } from '../../../../ui/Switch.tsx';
import { Toolbar } from '../../../../ui/Toolbar.tsx';
import { ColumnsMenu } from '../../../../ui/data-table/ColumnsMenu.tsx';
import { spanInside, spanText } from '../../../run/result/spans.ts';
import { useKept } from '../../../run/run-view.ts';
import type { KindTabProps } from '../../registry.ts';
import { extentOfRun, replayPartsOf } from '../read-summary.ts';
import { shortStatusWords } from '../status-words.ts';
import { CandlePanel } from './CandlePanel.tsx';
import { PredictionTable } from './PredictionTable.tsx';
import { priceDigits, scoreDigits } from './figure-digits.ts';
import { firstChoice } from './kept-pages.ts';
import { predictionColumns } from './prediction-columns.tsx';
import { rowAt, type PredictionChoice } from './prediction-pages.ts';
import { spanOfPrediction } from './span-of-prediction.ts';
import { usePredictionPages } from './use-prediction-pages.ts';
import styles from './predictions.module.css';

type Chosen = Pick<PredictionChoice, 'sort' | 'descending' | 'scope' | 'status'>;

/** A select has no value for "nothing". */
const any = ' ';

/** Every prediction of a run, beside the candles that it was made over. */
export default function PredictionsTab({ job, result: { summary } }: KindTabProps) {
  const zone = usePreferences((state) => state.timeZone);
  const group = useChartGroupStore();
  const { brush } = useChartGroup();
  const { scopes = [] } = useMemo(() => replayPartsOf(summary), [summary]);
  const [chosen, setChosen] = useKept<Chosen>('predictions', firstChoice);
  const [showsCandles, setShowsCandles] = useKept('predictions candles', true);
  const subjects = useMemo(() => [...new Set(scopes.map(({ subject }) => subject))], [scopes]);
  const [marked, setMarked] = useKept<PredictionRow | null>('predictions marked', null);
  const [picked, setPicked] = useKept<string | null>('predictions subject', null);
  const subject = scopes.find(({ scope_key: key }) => key === chosen.scope)?.subject ?? picked ?? subjects[0];
  const extent = useMemo(() => extentOfRun(summary), [summary]);
  const { sort, descending, scope, status } = chosen;
  const from = brush?.from ?? null;
  const to = brush?.to ?? null;
  const choice = useMemo<PredictionChoice>(
    () => ({ sort, descending, scope, status, from, to }),
    [sort, descending, scope, status, from, to],
  );
  const pages = usePredictionPages(job.jobId, summary.receipt.strict_hash, choice);
  const total = useStore(pages.store, (state) => state.total);
  const firstPrice = useStore(pages.store, (state) => rowAt(state, 0)?.entryPrice ?? null);
  const columns = useMemo(() => {
    const all = predictionColumns({
      zone,
      at: extent.from,
      priceDigits: priceDigits(firstPrice),
      scoreDigits: scoreDigits(summary.config),
    });
    return scopes.length > 1 ? all : all.filter(({ id }) => id !== 'scope');
  }, [zone, extent, firstPrice, summary, scopes]);

  const showInChart = (row: PredictionRow): void => {
    const interval = scopes.find(({ scope_key: key }) => key === row.scope)?.prediction_interval_seconds ?? 1;
    setMarked(row);
    setPicked(row.subject);
    setShowsCandles(true);
    group.setState({ zoom: spanInside(spanOfPrediction(row, interval), extent) });
  };
  return (
    <div className={styles.tab}>
      <Toolbar
        label="Filter of the predictions"
        end={
          <>
            <Switch checked={showsCandles} onCheckedChange={setShowsCandles}>
              Candles
            </Switch>
            <ColumnsMenu table="predictions" columns={columns} />
          </>
        }
      >
        {scopes.length > 1 && (
          <Select
            aria-label="Filter by scope"
            className={styles.choice}
            value={scope ?? any}
            onValueChange={(next) => setChosen({ ...chosen, scope: next === any ? null : next })}
            options={[
              { value: any, label: 'Any scope' },
              ...scopes.map(({ scope_key: key }) => ({ value: key, label: key })),
            ]}
          />
        )}
        <Select
          aria-label="Filter by status"
          className={styles.choice}
          value={status ?? any}
          onValueChange={(next) => setChosen({ ...chosen, status: next === any ? null : next })}
          options={[
            { value: any, label: 'Any status' },
            ...predictionStatuses
              .filter((candidate) => (summary.counts[candidate] ?? 0) > 0)
              .map((candidate) => ({
                value: candidate,
                label: `${shortStatusWords[candidate]}, ${formatWhole(summary.counts[candidate])}`,
              })),
          ]}
        />
        {subjects.length > 1 && showsCandles && scope === null && (
          <Select
            aria-label="Candles of"
            className={styles.choice}
            value={subject ?? null}
            onValueChange={setPicked}
            options={subjects.map((name) => ({ value: name, label: `Candles of ${name}` }))}
          />
        )}
        {brush !== null && (
          <Button
            look="quiet"
            icon={<X aria-hidden />}
            aria-label="Show the predictions of all times"
            onClick={() => group.setState({ brush: null })}
          >
            {spanText(brush, zone)}
          </Button>
        )}
        <span role="status" className={styles.note}>
          {total !== undefined && (total === 1 ? '1 prediction' : `${formatWhole(total)} predictions`)}
        </span>
        <HelpTip term="the list of predictions">
          Enter or a double click on a row shows the prediction and its outcome in the chart. Selecting a span
          in the chart lists only the predictions made in it.
        </HelpTip>
      </Toolbar>
      {showsCandles && subject !== undefined && (
        <div className={styles.candles}>
          {/* Anew for another subject, so that no candles of the last one are shown under its name. */}
          <CandlePanel
            key={subject}
            jobId={job.jobId}
            subject={subject}
            extent={extent}
            marked={marked?.subject === subject ? marked : null}
          />
        </div>
      )}
      <PredictionTable
        pages={pages}
        choice={choice}
        columns={columns}
        onSort={(next) => setChosen({ ...chosen, ...next })}
        onOpen={showInChart}
      />
    </div>
  );
}
