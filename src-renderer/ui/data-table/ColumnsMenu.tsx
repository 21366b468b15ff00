import { Columns3 } from 'lucide-react';
import { useMemo } from 'react';
import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { Button } from '../Button.tsx';
import { Checkbox } from '../Checkbox.tsx';
import { Popover } from '../Popover.tsx';
import type { Column } from './column.ts';
import styles from './ColumnsMenu.module.css';

/** Ids of the columns that are hidden in a table: those that the person chose, else those that are hidden at first. */
export function useHiddenColumns<Row>(table: string, columns?: readonly Column<Row>[]): readonly string[] {
  const chosen = usePreferences((state) => state.hiddenColumns[table]);
  return useMemo(
    () => chosen ?? columns?.filter(({ hiddenAtFirst }) => hiddenAtFirst === true).map(({ id }) => id) ?? [],
    [chosen, columns],
  );
}

/** Chooses which columns of a table are shown; the choice is kept. */
export function ColumnsMenu<Row>({ table, columns }: { table: string; columns: readonly Column<Row>[] }) {
  const hidden = useHiddenColumns(table, columns);
  const setHidden = (next: readonly string[]): void => {
    const { hiddenColumns } = usePreferences.getState();
    setPreferences({ hiddenColumns: { ...hiddenColumns, [table]: next } });
  };
  return (
    <Popover
      title="Columns"
      trigger={
        <Button look="quiet" icon={<Columns3 aria-hidden />}>
          Columns
        </Button>
      }
    >
      <div className={styles.columns}>
        {columns
          .filter(({ required }) => required !== true)
          .map(({ id, header }) => (
            <Checkbox
              key={id}
              checked={!hidden.includes(id)}
              onCheckedChange={(show) =>
                setHidden(show ? hidden.filter((other) => other !== id) : [...hidden, id])
              }
            >
              {header}
            </Checkbox>
          ))}
      </div>
    </Popover>
  );
}
