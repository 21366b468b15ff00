import type { InputOf } from '../../../src-core/api/contract.ts';
import { secondsOfTyped, type TypedMoment } from '../../format/typed-moment.ts';

/** When a new backtest may start, as it is being written. */
export interface ScheduleDraft {
  /** Not before this moment; null when it starts as soon as it is its turn. */
  readonly notBefore: TypedMoment | null;
  /** Ids of the jobs that have to complete first. */
  readonly after: readonly string[];
  /** The group that it joins. */
  readonly groupId: string | null;
}

export const atItsTurn: ScheduleDraft = { notBefore: null, after: [], groupId: null };

type Schedule = NonNullable<InputOf<'jobs.submit'>['schedule']>;

/** The schedule to submit: undefined when nothing was chosen, `null` while the moment cannot be read. */
export function scheduleOf({ notBefore, after, groupId }: ScheduleDraft): Schedule | undefined | null {
  if (notBefore === null && after.length === 0 && groupId === null) return undefined;
  const seconds = notBefore === null ? undefined : secondsOfTyped(notBefore);
  if (notBefore !== null && seconds === undefined) return null;
  return {
    ...(seconds === undefined ? {} : { notBefore: new Date(seconds * 1000).toISOString() }),
    ...(after.length === 0 ? {} : { after: [...after] }),
    ...(groupId === null ? {} : { groupId }),
  };
}
