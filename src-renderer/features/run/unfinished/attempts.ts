import type { JobDetail } from '../../../../src-core/api/contract/jobs.ts';
import { errorCodes, type ErrorCode } from '../../../../src-core/errors/hindcast-error.ts';
import { causeWords } from '../../../format/cause.ts';
import { secondsOf } from '../../../format/time.ts';

/** One attempt to run a job, as its history tells it. */
export interface Attempt {
  /** From 1 on. */
  readonly number: number;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
  /** How it ended, in a word or two; "runs" while it does. */
  readonly outcome: string;
  /** Why, as the history says it. */
  readonly cause: string;
}

type JobEvent = JobDetail['events'][number];

const outcomes: Readonly<Record<string, string>> = {
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The attempts to run a job, the first one first. Rule Q26. */
export function attemptsOf(events: readonly JobEvent[]): Attempt[] {
  const attempts: Attempt[] = [];
  for (const event of events) {
    if (event.type === 'running') {
      attempts.push({
        number: attempts.length + 1,
        startedAt: secondsOf(event.at),
        endedAt: null,
        outcome: 'runs',
        cause: '',
      });
      continue;
    }
    const last = attempts.at(-1);
    if (last === undefined || last.endedAt !== null) continue;
    const outcome = outcomes[event.type] ?? (event.type === 'pending' ? outcomeOfPending(event) : undefined);
    if (outcome === undefined) continue;
    attempts[attempts.length - 1] = {
      ...last,
      endedAt: secondsOf(event.at),
      outcome,
      cause: event.type === 'completed' ? '' : event.cause,
    };
  }
  return attempts;
}

/** Back in the queue: to be tried again after a failure, or given back for another reason. */
function outcomeOfPending({ cause }: JobEvent): string {
  return codeOf(cause) === undefined ? 'given back' : 'tried again';
}

/** Why the latest attempt is to be tried again, in a few words; undefined when it is not known. */
export function retryCause(events: readonly JobEvent[]): string | undefined {
  const code = codeOf(attemptsOf(events).at(-1)?.cause ?? '');
  return code === undefined ? undefined : causeWords(code);
}

function codeOf(cause: string): ErrorCode | undefined {
  const [code = ''] = cause.split(':', 1);
  return code in errorCodes ? (code as ErrorCode) : undefined;
}
