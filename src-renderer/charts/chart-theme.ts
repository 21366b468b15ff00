import { useMemo } from 'react';
import { useAppearanceKey } from '../state/appearance.ts';

/** The tokens that drawings need, computed: a canvas knows no CSS variables. Sizes in pixels. */
export interface ChartTheme {
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly gridLine: string;
  readonly text: string;
  readonly textSecondary: string;
  readonly textHint: string;
  readonly accent: string;
  readonly accentFaint: string;
  readonly good: string;
  readonly bad: string;
  readonly warn: string;
  readonly series: readonly string[];
  readonly font: string;
  readonly labelSize: number;
}

const seriesCount = 8;

/** Reads the theme that is on screen from the computed styles of the root element. */
export function readChartTheme(): ChartTheme {
  // Only a property of type colour computes `light-dark()`; a custom property stays as it is written.
  const probe = document.createElement('span');
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const color = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return style.color;
  };
  probe.style.fontSize = 'var(--text-size-label)';
  const theme = {
    surface: color('surface-1'),
    raised: color('surface-2'),
    line: color('line'),
    gridLine: color('grid-line'),
    text: color('text-1'),
    textSecondary: color('text-2'),
    textHint: color('text-3'),
    accent: color('accent'),
    accentFaint: color('accent-faint'),
    good: color('good'),
    bad: color('bad'),
    warn: color('warn'),
    series: Array.from({ length: seriesCount }, (_, index) => color(`series-${index + 1}`)),
    // ECharts writes it into attributes of SVG files as it is.
    font: style.fontFamily.replaceAll('"', "'"),
    labelSize: Number.parseFloat(style.fontSize),
  };
  probe.remove();
  return theme;
}

/** The theme for drawings; a new object when it changes. */
export function useChartTheme(): ChartTheme {
  const appearance = useAppearanceKey();
  return useMemo(() => themeUnder(appearance), [appearance]);
}

/** The tokens are on the root element; the key only says that they may be new. */
function themeUnder(_appearance: string): ChartTheme {
  return readChartTheme();
}
