import type { Finding } from '../../../../src-core/api/contract/queue.ts';

/** Something that is wrong, with what puts it right. */
export interface Problem extends Omit<Finding, 'repair' | 'isRepaired'> {
  /** Left out when only a person can do something about it. */
  readonly remedy?: Remedy | undefined;
}

export interface Remedy {
  /** What it does, in words. */
  readonly words: string;
  readonly apply: () => void | Promise<void>;
}
