import { formatShort } from '../../src-core/result/format-figure.ts';
import type { TimeZone } from '../state/preferences.ts';
import type { ChartOption } from './echarts.ts';
import type { ChartTheme } from './chart-theme.ts';
import type { Span } from './span.ts';

/** How a chart is drawn, apart from its data. */
export interface ChartStyle {
  readonly theme: ChartTheme;
  readonly zone: TimeZone;
}

const gap = 8;
const legendHeight = 28;
const sliderHeight = 18;

export interface BaseParts {
  /** What is drawn, in a sentence, for screen readers. */
  description: string;
  legend: boolean;
  /** A slider under a time axis. */
  slider: boolean;
  /** The y axis fits what is visible, not all that is loaded: for data that are loaded around what is visible. */
  fitsVisible?: boolean;
  /** Wheel zooms at once (charts that fill the screen); else only with Control, so that the page still scrolls. */
  wheelZoom: boolean;
}

/** What all charts share: no motion, colours of the theme, tooltips drawn on the canvas as the policy wants it. */
export function baseOption({ theme, zone }: ChartStyle, parts: BaseParts): ChartOption {
  return {
    animation: false,
    useUTC: zone === 'utc',
    backgroundColor: 'transparent',
    color: [...theme.series],
    textStyle: { fontFamily: theme.font, fontSize: theme.labelSize, color: theme.textSecondary },
    aria: { enabled: true, label: { description: parts.description } },
    grid: {
      left: gap,
      right: gap * 2,
      top: parts.legend ? legendHeight + gap / 2 : gap / 2,
      bottom: parts.slider ? sliderHeight + gap * 2 : gap,
      // Labels and names of axes stay inside.
      outerBoundsMode: 'same',
      outerBoundsContain: 'all',
    },
    ...(parts.legend
      ? {
          legend: {
            type: 'scroll',
            top: 0,
            left: 0,
            itemWidth: 20,
            itemHeight: 14,
            textStyle: { color: theme.textSecondary, fontSize: theme.labelSize },
            inactiveColor: theme.line,
            pageTextStyle: { color: theme.textSecondary },
            pageIconColor: theme.textSecondary,
            pageIconInactiveColor: theme.line,
          },
        }
      : {}),
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.raised,
      borderColor: theme.line,
      borderWidth: 1,
      padding: gap,
      textStyle: { color: theme.text, fontFamily: theme.font, fontSize: theme.labelSize },
      axisPointer: { lineStyle: { color: theme.textHint }, label: { show: false } },
    },
  };
}

/** Zooming of a time or value axis; `id` keeps the position when the data are replaced. */
export function zoomParts(
  { theme }: ChartStyle,
  { slider, wheelZoom, fitsVisible = false }: BaseParts,
): object[] {
  const filterMode = fitsVisible ? 'filter' : 'none';
  const inside = {
    id: 'inside',
    type: 'inside',
    xAxisIndex: 0,
    filterMode,
    zoomOnMouseWheel: wheelZoom ? true : 'ctrl',
    moveOnMouseWheel: false,
    moveOnMouseMove: true,
  };
  if (!slider) return [inside];
  return [
    inside,
    {
      id: 'slider',
      type: 'slider',
      xAxisIndex: 0,
      filterMode,
      height: sliderHeight,
      bottom: gap / 2,
      showDataShadow: false,
      brushSelect: false,
      showDetail: false,
      borderColor: theme.line,
      fillerColor: theme.accentFaint,
      backgroundColor: 'transparent',
      handleStyle: { color: theme.raised, borderColor: theme.textHint },
      moveHandleStyle: { color: theme.line },
      emphasis: { handleStyle: { borderColor: theme.accent }, moveHandleStyle: { color: theme.textHint } },
    },
  ];
}

/** Selecting a span of the x axis; takes effect when a brush action turns it on. */
export function brushPart({ theme }: ChartStyle): object {
  return {
    xAxisIndex: 0,
    brushType: 'lineX',
    brushMode: 'single',
    toolbox: [],
    throttleType: 'debounce',
    throttleDelay: 120,
    brushStyle: { color: theme.accentFaint, borderColor: theme.accent, borderWidth: 1 },
    outOfBrush: { colorAlpha: 1 },
  };
}

/** How any axis looks. */
export function axisLook({ theme }: ChartStyle): object {
  return {
    // A line of its own marks zero; the axis stays at the edge.
    axisLine: { onZero: false, lineStyle: { color: theme.line } },
    axisTick: { lineStyle: { color: theme.line } },
    axisLabel: { color: theme.textSecondary, fontSize: theme.labelSize, hideOverlap: true },
    nameTextStyle: { color: theme.textHint, fontSize: theme.labelSize },
    splitLine: { lineStyle: { color: theme.gridLine } },
  };
}

/** A time axis over an extent in seconds. Its labels read by themselves: a day has its month, a month its year. */
export function timeAxis(style: ChartStyle, extent: Span | null): object {
  const look = axisLook(style) as { axisLabel: object };
  return {
    ...look,
    type: 'time',
    ...(extent === null ? {} : { min: extent.from * 1000, max: extent.to * 1000 }),
    axisLabel: { ...look.axisLabel, formatter: timeLabels },
    splitLine: { show: false },
  };
}

const timeLabels = {
  year: '{yyyy}-{MM}',
  month: '{yyyy}-{MM}',
  day: '{MM}-{dd}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
};

/** A value axis on the left with its name above it. `fromZero` where the length of what is drawn is what is read. */
export function valueAxis(style: ChartStyle, name: string, fromZero: boolean): object {
  return {
    ...axisLook(style),
    type: 'value',
    name,
    nameLocation: 'end',
    nameTextStyle: { color: style.theme.textHint, fontSize: style.theme.labelSize, align: 'left' },
    scale: !fromZero,
    axisLine: { show: false, onZero: false },
    axisTick: { show: false },
    axisLabel: {
      color: style.theme.textSecondary,
      fontSize: style.theme.labelSize,
      formatter: formatShort,
    },
  };
}

/** A line at zero, where the sign of the value matters. */
export function zeroLine({ theme }: ChartStyle): object {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: theme.textHint, type: 'solid', width: 1 },
    data: [{ yAxis: 0 }],
  };
}

/** Dash patterns, so that lines differ by more than their colour. */
export const dashes: readonly (number[] | 'solid')[] = [
  'solid',
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [12, 4],
  [4, 2, 1, 2],
];
