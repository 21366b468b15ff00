import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import { formatWhole } from '../../../format/number.ts';
import { zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { Toolbar } from '../../../ui/Toolbar.tsx';
import { copyText } from '../copy-text.ts';
import { useKept } from '../run-view.ts';
import { filterLog, logText, wholeLog, type LogFilter, type LogLevel } from './filter-log.ts';
import { LogLines } from './LogLines.tsx';
import { useJobLog } from './use-job-log.ts';
import styles from './log.module.css';

const levelChoices: readonly { value: LogLevel; label: string }[] = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and above' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
];

/** The log of a run, growing while it runs. */
export function LogView() {
  const { lines, total, isLoaded, error } = useJobLog();
  const [filter, setFilter] = useKept<LogFilter>('log filter', wholeLog);
  const [follows, setFollows] = useKept('log follows', true);
  const zone = usePreferences((state) => state.timeZone);
  const shown = useMemo(() => filterLog(lines, filter), [lines, filter]);
  if (!isLoaded) return <LoadingState label="Loading the log" rows={8} />;
  if (error !== undefined && lines.length === 0) {
    return <ErrorState error={error} title="The log could not be read" />;
  }
  const first = lines[0];
  return (
    <div className={styles.view}>
      <Toolbar
        label="Filter of the log"
        end={
          <>
            <Switch checked={follows} onCheckedChange={setFollows}>
              Follow the end
            </Switch>
            <Button
              look="quiet"
              icon={<Copy aria-hidden />}
              disabled={shown.length === 0}
              onClick={() => void copyText(logText(shown), 'Log copied.')}
            >
              Copy
            </Button>
          </>
        }
      >
        <TextField
          type="search"
          aria-label="Filter by text"
          placeholder="Filter by text"
          className={styles.search}
          value={filter.text}
          onValueChange={(text) => setFilter({ ...filter, text })}
        />
        <Select
          aria-label="Filter by level"
          className={styles.choice}
          value={filter.level}
          onValueChange={(level) => setFilter({ ...filter, level })}
          options={levelChoices}
        />
        <span role="status" className={styles.count}>
          {countText(shown.length, lines.length)}
          {first !== undefined && `, times in ${zoneName(zone, Date.parse(first.at) / 1000)}`}
          {total > lines.length && `; the first ${formatWhole(total - lines.length)} are not shown`}
        </span>
      </Toolbar>
      {shown.length === 0 ? (
        <p className={styles.empty}>
          {lines.length === 0 ? 'Nothing has been logged yet.' : 'No line matches the filter.'}
        </p>
      ) : (
        <LogLines label="Log" lines={shown} follows={follows} onFollowsChange={setFollows} />
      )}
    </div>
  );
}

function countText(shown: number, all: number): string {
  const lines = all === 1 ? '1 line' : `${formatWhole(all)} lines`;
  return shown === all ? lines : `${formatWhole(shown)} of ${lines}`;
}
