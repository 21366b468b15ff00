import { BoxSelect, Download, Table, ZoomOut } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { usePlatform } from '../app/platform.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { HelpTip } from '../ui/HelpTip.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { LoadingState } from '../ui/LoadingState.tsx';
import { Menu } from '../ui/Menu.tsx';
import { notify } from '../ui/toasts.ts';
import { Chart, type ChartHandle } from './Chart.tsx';
import styles from './ChartCard.module.css';
import { ChartTableView } from './ChartTableView.tsx';
import { useChartGroupStore } from './chart-group.tsx';
import type { ChartTable } from './chart-table.ts';
import { chartFile, type ChartFileKind } from './chart-file.ts';
import { readChartTheme } from './chart-theme.ts';
import type { ChartOption } from './echarts.ts';
import type { Span } from './span.ts';

export interface ChartCardProps {
  /** The quantity and its unit: "Cumulative score, points". */
  title: string;
  /** How to read it, in a line. */
  help: string;
  /** What to draw; null while there is nothing yet. */
  option: ChartOption | null;
  /** The same as a table; asked for when it is needed. */
  table: () => ChartTable;
  /** Name of exported files, without ending. */
  fileName: string;
  height?: 'normal' | 'tall' | 'fill' | undefined;
  extent?: Span | null | undefined;
  /** Offers to select a span, which all charts of the group then show. */
  canBrush?: boolean | undefined;
  onZoom?: ((from: number, to: number, widthPixels: number) => void) | undefined;
  error?: unknown;
  /** In place of the drawing when there is nothing to draw, and why. */
  empty?: ReactNode;
  /** More controls beside the title. */
  actions?: ReactNode;
}

/** A chart with all that belongs to it. */
export function ChartCard(props: ChartCardProps) {
  const { title, help, option, canBrush = false } = props;
  const extent = (props.empty === undefined && props.extent) || null;
  const heading = useId();
  const [showsTable, setShowsTable] = useState(false);
  const [isBrushing, setIsBrushing] = useState(false);
  const group = useChartGroupStore();
  const isZoomed = useStore(group, (state) => state.zoom !== null || state.brush !== null) && extent !== null;
  const chart = useRef<ChartHandle>(null);
  const platform = usePlatform();

  const save = async (kind: ChartFileKind): Promise<void> => {
    try {
      const file = await chartFile(kind, {
        instance: chart.current?.instance() ?? null,
        option: option ?? {},
        title,
        zoom: group.getState().zoom,
        table: props.table,
        background: readChartTheme().surface,
      });
      await platform.saveFile(`${props.fileName}.${kind}`, file);
    } catch {
      notify({ message: `The chart could not be saved as ${kind.toUpperCase()}.`, tone: 'danger' });
    }
  };
  return (
    <section className={styles.card} aria-labelledby={heading}>
      <header className={styles.head}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        <HelpTip term={title}>{help}</HelpTip>
        <div className={styles.actions}>
          {props.actions}
          {isZoomed && (
            <IconButton
              label="Show all"
              icon={<ZoomOut aria-hidden />}
              onClick={() => group.setState({ zoom: null, brush: null })}
            />
          )}
          {canBrush && extent !== null && !showsTable && (
            <IconButton
              label="Select a span"
              icon={<BoxSelect aria-hidden />}
              pressed={isBrushing}
              onClick={() => setIsBrushing(!isBrushing)}
            />
          )}
          <IconButton
            label={showsTable ? 'Show the chart' : 'Show as a table'}
            icon={<Table aria-hidden />}
            pressed={showsTable}
            onClick={() => setShowsTable(!showsTable)}
          />
          <Menu
            trigger={<IconButton label={`Export ${title}`} icon={<Download aria-hidden />} />}
            items={[
              { label: 'Image, PNG', onSelect: () => void save('png') },
              { label: 'Drawing, SVG', onSelect: () => void save('svg') },
              { label: 'Table, CSV', onSelect: () => void save('csv') },
            ]}
          />
        </div>
      </header>
      {content()}
    </section>
  );

  function content(): ReactNode {
    if (props.error !== undefined && option === null) return <ErrorState error={props.error} compact />;
    if (props.empty !== undefined) return <div className={styles.empty}>{props.empty}</div>;
    if (option === null) return <LoadingState label={`Loading ${title}`} rows={5} />;
    if (showsTable) return <ChartTableView label={title} table={props.table()} />;
    return (
      <Chart
        ref={chart}
        label={title}
        option={option}
        height={props.height}
        extent={extent}
        isBrushing={isBrushing}
        onZoom={props.onZoom}
      />
    );
  }
}
