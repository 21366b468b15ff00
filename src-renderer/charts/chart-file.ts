import { csvOf, type ChartTable } from './chart-table.ts';
import { svgOf, type ChartInstance, type ChartOption } from './echarts.ts';

export type ChartFileKind = 'png' | 'svg' | 'csv';

export interface ChartFileSource {
  /** The drawing on screen, for its size; null when the table is shown in its place. */
  instance: ChartInstance | null;
  option: ChartOption;
  table: () => ChartTable;
  /** The surface behind the drawing, which itself has none. */
  background: string;
}

const usualSize = { width: 960, height: 400 };
const pixelRatio = 2;

/** A chart as a file. */
export async function chartFile(kind: ChartFileKind, source: ChartFileSource): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvOf(source.table())], { type: 'text/csv' });
  const { instance, background } = source;
  const width = instance?.getWidth() ?? usualSize.width;
  const height = instance?.getHeight() ?? usualSize.height;
  const svg = svgOf({ ...source.option, backgroundColor: background }, width, height);
  const drawing = new Blob([svg], { type: 'image/svg+xml' });
  return kind === 'svg' ? drawing : rasterOf(drawing, width, height);
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
