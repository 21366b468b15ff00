import { toErrorEnvelope } from '../../../../../src-core/errors/hindcast-error.ts';
import { parseRange, parseTime } from '../../../../../src-core/time/utc.ts';
import type { SpecDraft } from '../../../new/spec-value.ts';

/** What is wrong with the range of a replay, which its schema takes as any text. */
export function replayProblems({ start, end }: SpecDraft): Record<string, string> {
  const [startProblem, endProblem] = [start, end].map((time) =>
    typeof time === 'string' && time !== '' ? problemIn(() => parseTime(time)) : undefined,
  );
  const rangeProblem =
    startProblem === undefined && endProblem === undefined && isText(start) && isText(end)
      ? problemIn(() => parseRange(start, end))
      : undefined;
  return Object.fromEntries(
    Object.entries({ start: startProblem, end: endProblem ?? rangeProblem }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function problemIn(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    return toErrorEnvelope(thrown).message;
  }
}
