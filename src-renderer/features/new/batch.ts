import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { Notice } from '../../ui/toasts.ts';
import { checkSpec } from './check-spec.ts';
import type { SpecDraft } from './spec-value.ts';

/** Problems are told of as many specs; whoever writes hundreds has a program do it. */
const mostTroubles = 5;

/** What is wrong with specs that are to run together, spec by spec; empty when nothing is. */
export function troubleOfBatch(specs: readonly SpecDraft[]): string[] {
  const troubles = specs.flatMap((spec, index) => {
    const { sentence, byPath } = checkSpec(spec);
    if (sentence === undefined) return [];
    const fields = Object.entries(byPath).map(([path, problem]) => `${path}: ${problem}`);
    return [`Spec ${index + 1}: ${fields.length > 0 ? fields.join(' ') : sentence}`];
  });
  const more = troubles.length - mostTroubles;
  return more <= 1 ? troubles : [...troubles.slice(0, mostTroubles), `${more} more specs need attention.`];
}

/** What to say of a batch that was submitted. */
export function describeBatch({ jobs }: OutputOf<'jobs.submitBatch'>): Notice {
  const refusals = jobs.flatMap((job, index) => ('error' in job ? [{ index, error: job.error }] : []));
  const existing = jobs.filter((job) => 'existing' in job && job.existing).length;
  const queued = jobs.length - refusals.length - existing;
  const [first] = refusals;
  const parts = [
    queued === 1 ? '1 backtest is queued.' : `${queued} backtests are queued.`,
    ...(existing > 0 ? [`${existing} ${existing === 1 ? 'was' : 'were'} there already.`] : []),
    ...(first === undefined
      ? []
      : [
          `${refusals.length} ${refusals.length === 1 ? 'was' : 'were'} refused; spec ${first.index + 1}: ${first.error.message}`,
        ]),
  ];
  return { message: parts.join(' '), tone: first === undefined ? 'good' : 'warn' };
}
