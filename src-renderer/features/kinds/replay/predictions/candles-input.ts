import type { InputOf } from '../../../../../src-core/api/contract.ts';
import type { Span } from '../../../../charts/span.ts';
import { withMargin } from '../../../run/result/spans.ts';

const pixelsPerCandle = 5;
const pointsStep = 256;
const mostPoints = 5000;

/** What to ask for to draw the candles of a span so wide; all of the run when the span is null. */
export function candlesInput(
  jobId: string,
  subject: string,
  span: Span | null,
  widthPixels: number,
): InputOf<'results.candles'> {
  const perWindow = widthPixels / pixelsPerCandle;
  // A part comes with as much again on either side.
  const points = span === null ? perWindow : 3 * perWindow;
  return {
    jobId,
    subject,
    ...(span === null ? { from: null, to: null } : withMargin(span)),
    // In steps: a window that is a little wider needs nothing new.
    points: Math.min(mostPoints, Math.ceil(points / pointsStep) * pointsStep),
  };
}
