import { csvOf, type ChartTable } from './chart-table.ts';
import { svgOf, type ChartInstance, type ChartOption } from './echarts.ts';
import type { Span } from './span.ts';

export type ChartFileKind = 'png' | 'svg' | 'csv';

export interface ChartFileSource {
  /** The drawing on screen, for its size; null when the table is shown in its place. */
  instance: ChartInstance | null;
  option: ChartOption;
  /** Written above the drawing: a file has no card around it. */
  title: string;
  /** The span on screen; null for everything. */
  zoom: Span | null;
  table: () => ChartTable;
  /** The surface behind the drawing, which itself has none. */
  background: string;
}

const usualSize = { width: 960, height: 400 };
const pixelRatio = 2;
const titleHeight = 32;

/** A chart as a file. */
export async function chartFile(kind: ChartFileKind, source: ChartFileSource): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvOf(source.table())], { type: 'text/csv' });
  const { instance } = source;
  const width = instance?.getWidth() ?? usualSize.width;
  const height = (instance?.getHeight() ?? usualSize.height) + titleHeight;
  const svg = svgOf(paperOption(source), width, height);
  const drawing = new Blob([svg], { type: 'image/svg+xml' });
  return kind === 'svg' ? drawing : rasterOf(drawing, width, height);
}

/** The drawing as it stands alone: with its title, without what only helps on screen. */
export function paperOption({
  option,
  title,
  zoom,
  background,
}: Omit<ChartFileSource, 'instance' | 'table'>): ChartOption {
  const lowered = (part: unknown): object => {
    const { top = 0 } = part as { top?: number };
    return { ...(part as object), top: top + titleHeight };
  };
  const { grid, legend, textStyle, dataZoom, brush: _brush, tooltip: _tooltip, ...rest } = option;
  const span = zoom === null ? {} : { startValue: zoom.from * 1000, endValue: zoom.to * 1000 };
  return {
    ...rest,
    ...(textStyle === undefined ? {} : { textStyle }),
    backgroundColor: background,
    title: { text: title, left: 8, top: 8, textStyle: { ...(textStyle as object), fontSize: 13 } },
    ...(grid === undefined ? {} : { grid: lowered(grid) }),
    ...(legend === undefined ? {} : { legend: lowered(legend) }),
    ...(dataZoom === undefined ? {} : { dataZoom: [{ ...(dataZoom as object[])[0], ...span }] }),
  };
}

/** Draws an SVG on a canvas: the same picture, whether or not the chart is on screen. */
async function rasterOf(drawing: Blob, width: number, height: number): Promise<Blob> {
  const url = URL.createObjectURL(drawing);
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * pixelRatio;
    canvas.height = height * pixelRatio;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('The canvas is empty.')) : resolve(blob)),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
