import type { Finding } from '../../../src-core/api/contract/queue.ts';
import { formatWhole } from '../../format/number.ts';

/** How many findings could be repaired and were not. */
export function countRepairable(findings: readonly Finding[]): number {
  return findings.filter(({ repair, isRepaired }) => repair !== null && !isRepaired).length;
}

/** What a check has found, as a whole: "3 findings: 2 can be repaired, 1 needs you." */
export function verdictWords(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing is wrong with the queue.';
  const repaired = findings.filter(({ isRepaired }) => isRepaired).length;
  const repairable = countRepairable(findings);
  const others = findings.length - repaired - repairable;
  const parts = [
    repaired > 0 ? `${formatWhole(repaired)} repaired` : '',
    repairable > 0 ? `${formatWhole(repairable)} can be repaired` : '',
    others > 0 ? `${formatWhole(others)} ${others === 1 ? 'needs' : 'need'} you` : '',
  ].filter((part) => part !== '');
  return `${findings.length === 1 ? '1 finding' : `${formatWhole(findings.length)} findings`}: ${parts.join(', ')}.`;
}

/** What repairing a finding does; undefined where nothing does, or where it has been said already. */
export function repairWords({ repair, isRepaired }: Finding): string | undefined {
  return repair === null || isRepaired ? undefined : `Repairing ${repair}.`;
}
