import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { ChartGroupStore } from './chart-group.tsx';
import { drawIn, type ChartInstance, type ChartOption } from './echarts.ts';
import { sameSpan, spanOfPercent, type Span } from './span.ts';

export interface ChartBehaviour {
  /** What is drawn; a new object is drawn anew, keeping zoom and brush. */
  readonly option: ChartOption;
  /** The whole time axis; null for charts without one. */
  readonly extent: Span | null;
  readonly group: ChartGroupStore;
  /** Dragging selects a span instead of moving the view. */
  readonly isBrushing: boolean;
  /** After zooming or moving has come to rest: what is visible and how wide it is drawn, for finer data. */
  readonly onZoom: ((from: number, to: number, widthPixels: number) => void) | undefined;
}

const restMilliseconds = 120;
// Parts that a new option replaces; zoom and brush are left as the person has them.
const replaced = ['series', 'xAxis', 'yAxis', 'grid', 'legend', 'visualMap'];

interface ZoomEvent {
  start?: number;
  end?: number;
  batch?: { start?: number; end?: number }[];
}

interface BrushEvent {
  areas?: { coordRange?: number[] }[];
}

/** Keeps a drawing in `container`: size, data, theme, linked zoom and brush; disposes of it in the end. */
export function useChart(
  container: RefObject<HTMLElement | null>,
  behaviour: ChartBehaviour,
): RefObject<ChartInstance | null> {
  const instance = useRef<ChartInstance | null>(null);
  const latest = useRef(behaviour);
  useLayoutEffect(() => {
    latest.current = behaviour;
  });
  const { option, group, isBrushing } = behaviour;
  // By value: an extent that is made anew on each render is still the same.
  const from = behaviour.extent?.from;
  const to = behaviour.extent?.to;

  useEffect(() => {
    if (container.current === null) return;
    const chart = drawIn(container.current);
    instance.current = chart;
    const stopResizing = followSize(container.current, chart);
    const stopEvents = followEvents(chart, latest);
    return () => {
      stopResizing();
      stopEvents();
      chart.dispose();
      instance.current = null;
    };
  }, [container]);

  useEffect(() => {
    const chart = instance.current;
    chart?.setOption(option, { replaceMerge: replaced });
    // Each action draws anew, so none is sent that changes nothing.
    const { brush } = latest.current.group.getState();
    if (chart !== null && brush !== null) showBrush(chart, brush);
  }, [option]);

  useEffect(() => {
    const show = (): void => {
      const chart = instance.current;
      if (chart === null || from === undefined || to === undefined) return;
      const span = group.getState().zoom ?? { from, to };
      chart.dispatchAction({
        type: 'dataZoom',
        dataZoomId: 'inside',
        startValue: span.from * 1000,
        endValue: span.to * 1000,
      });
    };
    if (group.getState().zoom !== null) show();
    return group.subscribe((state, before) => {
      if (!sameSpan(state.zoom, before.zoom)) show();
      if (!sameSpan(state.brush, before.brush) && from !== undefined && instance.current !== null) {
        showBrush(instance.current, state.brush);
      }
    });
  }, [group, from, to]);

  const hasBrushed = useRef(false);
  useEffect(() => {
    if (!isBrushing && !hasBrushed.current) return;
    hasBrushed.current = isBrushing;
    instance.current?.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: { brushType: isBrushing ? 'lineX' : false, brushMode: 'single' },
    });
  }, [isBrushing, option]);

  return instance;
}

function followSize(container: HTMLElement, chart: ChartInstance): () => void {
  const observer = new ResizeObserver(() => {
    // It also tells the size to begin with.
    const isSame = chart.getWidth() === container.clientWidth && chart.getHeight() === container.clientHeight;
    if (!isSame) chart.resize();
  });
  observer.observe(container);
  return () => observer.disconnect();
}

/** Tells the group and the owner what the person does to the chart. */
function followEvents(chart: ChartInstance, latest: RefObject<ChartBehaviour>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: Span | null = null;
  chart.on('datazoom', (event: unknown) => {
    const { extent, group } = latest.current;
    const { start, end } = (event as ZoomEvent).batch?.[0] ?? (event as ZoomEvent);
    if (extent === null) return;
    // Percentages come from the person's hand; an action by value is the group's own.
    if (start !== undefined && end !== undefined) {
      group.setState({ zoom: start <= 0 && end >= 100 ? null : spanOfPercent(extent, start, end) });
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      const span = group.getState().zoom ?? extent;
      if (sameSpan(span, told)) return;
      told = span;
      latest.current.onZoom?.(span.from, span.to, chart.getWidth());
    }, restMilliseconds);
  });
  chart.on('brushEnd', (event: unknown) => {
    const [from, to] = (event as BrushEvent).areas?.[0]?.coordRange ?? [];
    const brush = from === undefined || to === undefined ? null : { from: from / 1000, to: to / 1000 };
    latest.current.group.setState({ brush });
  });
  return () => clearTimeout(timer);
}

function showBrush(chart: ChartInstance, span: Span | null): void {
  chart.dispatchAction({
    type: 'brush',
    areas:
      span === null
        ? []
        : [{ brushType: 'lineX', xAxisIndex: 0, coordRange: [span.from * 1000, span.to * 1000] }],
  });
}
