import type { cacheUpkeepOperations, QuarantinedFile } from '../../../src-core/api/contract/cache-upkeep.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import { evictedByFeed } from '../cache/upkeep/evicted-by-feed.ts';
import type { OpenCache } from '../cache/open-cache.ts';
import { standingOf } from '../cache/versions/pinned-standing.ts';
import { discardQuarantined, listQuarantine } from '../cache/upkeep/quarantine-list.ts';
import { refetchTask } from '../cache/tasks/refetch-task.ts';
import type { Coordinators } from '../coordinators/coordinators.ts';
import type { JobStore } from '../jobs/store/job-store.ts';
import { budgetBytesOf } from '../settings/budget-bytes.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Handlers } from './handlers.ts';

export interface CacheHandlerParts extends Pick<OpenCache, 'tasks' | 'upkeep'> {
  readonly store: Pick<JobStore, 'find' | 'snapshot'>;
  readonly coordinators: Coordinators;
  readonly activities: ActivityLog;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/** Answers what is asked of damaged files, of the budget, and of days that jobs are pinned to. */
export function cacheHandlers(parts: CacheHandlerParts): Handlers<keyof typeof cacheUpkeepOperations> {
  const { tasks, upkeep, store, coordinators, activities, settings } = parts;
  const chosenOf = async (ids: readonly string[] | null): Promise<QuarantinedFile[]> => {
    const files = await listQuarantine(tasks.quarantine);
    return ids === null ? files : files.filter(({ id }) => ids.includes(id));
  };
  return {
    'cache.quarantine': () => listQuarantine(tasks.quarantine),

    'cache.refetch': async ({ ids }) => {
      const files = await chosenOf(ids);
      if (files.length === 0)
        throw new HindcastError('DATA_MISSING', 'There is no such file in quarantine any more.');
      const task = refetchTask(tasks, files, (source) => coordinators.clientOf(source));
      return { activityId: activities.start(task).activityId };
    },

    'cache.discard': async ({ ids }) => {
      const discarded = await discardQuarantined(tasks.quarantine, await chosenOf(ids));
      tasks.onChanged();
      return discarded;
    },

    'cache.budget': async ({ budgetMb }) => {
      const cacheBudgetMb = budgetMb === undefined ? (await settings.read()).cacheBudgetMb : budgetMb;
      const plan = await upkeep.preview(budgetBytesOf({ cacheBudgetMb }));
      const { latest } = upkeep;
      return {
        budgetMb: cacheBudgetMb,
        usedBytes: plan.usedBytes,
        heldBytes: plan.heldBytes,
        evict: evictedByFeed(plan.days),
        freedBytes: plan.freedBytes,
        overBytes: plan.overBytes,
        latest:
          latest === null
            ? null
            : { at: latest.at.toISOString(), days: latest.days.length, freedBytes: latest.freedBytes },
      };
    },

    'cache.standing': async ({ jobId }) => {
      const { files } = store.snapshot(store.find(jobId).snapshotId);
      const { gone, kept } = await standingOf(tasks.cache.root, files);
      return { days: files.length, gone: gone.map(({ path }) => path), kept: kept.map(({ path }) => path) };
    },
  };
}
