import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from 'react';
import { classNames } from '../ui/class-names.ts';
import styles from './Chart.module.css';
import { useChartGroupStore } from './chart-group.tsx';
import type { ChartInstance, ChartOption } from './echarts.ts';
import { spanAfterKey, type Span } from './span.ts';
import { useChart } from './use-chart.ts';
import { useNearScreen } from './use-near-screen.ts';

export interface ChartProps {
  /** Its name for screen readers. */
  label: string;
  option: ChartOption;
  height?: 'normal' | 'tall' | 'fill' | undefined;
  /** The whole time axis in seconds; needed for zooming and linking. */
  extent?: Span | null | undefined;
  isBrushing?: boolean | undefined;
  onZoom?: ((from: number, to: number, widthPixels: number) => void) | undefined;
  ref?: Ref<ChartHandle> | undefined;
}

export interface ChartHandle {
  /** The drawing, for exports; null before it is drawn. */
  instance: () => ChartInstance | null;
}

/** A drawing alone; a `ChartCard` gives it a title, help, a table and exports. */
export function Chart(props: ChartProps) {
  const { label, height = 'normal', extent = null } = props;
  const frame = useRef<HTMLDivElement>(null);
  const isNear = useNearScreen(frame);
  const group = useChartGroupStore();

  const onKeyDown = (event: KeyboardEvent): void => {
    if (extent === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && group.getState().brush !== null) {
      group.setState({ brush: null });
    } else {
      const next = spanAfterKey(event.key, group.getState().zoom ?? extent, extent);
      if (next === undefined) return;
      group.setState({ zoom: next === extent ? null : next });
    }
    event.preventDefault();
  };
  return (
    <div
      ref={frame}
      // A drawing that can be moved with keys has to be reachable by them.
      {...(extent === null ? {} : { tabIndex: 0, onKeyDown })}
      role="group"
      aria-label={label}
      className={classNames(styles.chart, styles[height])}
    >
      {isNear && <Drawing {...props} />}
    </div>
  );
}

function Drawing({ label, option, extent = null, isBrushing = false, onZoom, ref }: ChartProps) {
  const container = useRef<HTMLDivElement>(null);
  const group = useChartGroupStore();
  const instance = useChart(container, { option, extent, group, isBrushing, onZoom });
  useImperativeHandle(ref, () => ({ instance: () => instance.current }), [instance]);
  // Once it is drawn, a description of it takes the place of the name.
  return <div ref={container} role="img" aria-label={label} className={styles.drawing} />;
}
