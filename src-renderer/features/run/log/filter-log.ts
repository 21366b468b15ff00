import type { LogLine } from '../../../../src-core/api/contract/jobs.ts';
import { formatMoment, secondsOf } from '../../../format/time.ts';
import type { TimeZone } from '../../../state/preferences.ts';
import type { NumberedLine } from './job-log.ts';

export type LogLevel = LogLine['level'];

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface LogFilter {
  /** The least important level that is shown. */
  readonly level: LogLevel;
  /** Part of the message or of where it comes from, whatever the case. */
  readonly text: string;
}

export const wholeLog: LogFilter = { level: 'debug', text: '' };

/** The lines that a filter lets through, in their order. */
export function filterLog(
  lines: readonly NumberedLine[],
  { level, text }: LogFilter,
): readonly NumberedLine[] {
  const least = levels.indexOf(level);
  const wanted = text.trim().toLowerCase();
  if (least === 0 && wanted === '') return lines;
  return lines.filter(
    (line) =>
      levels.indexOf(line.level) >= least &&
      (wanted === '' || `${line.origin} ${line.message}`.toLowerCase().includes(wanted)),
  );
}

/** Time of a line, to the second. */
export function lineTime({ at }: LogLine, zone: TimeZone): string {
  return formatMoment(secondsOf(at), zone, 'second');
}

/** Lines as text to paste elsewhere, one a line, times in UTC. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ at, level, origin, message }) => `${at} ${level} ${origin}: ${message}`).join('\n');
}
