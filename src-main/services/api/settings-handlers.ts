import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { settingsOperations } from '../../../src-core/api/contract/settings.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { BandwidthLimit } from '../coordinator/bandwidth-limit.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface SettingsHandlerParts {
  readonly settings: SettingsStore;
  readonly queue: Pick<JobQueue, 'setSlots' | 'setRetryDelays'>;
  /** Of all pulls of this process. */
  readonly bandwidth: BandwidthLimit;
  readonly hub: EventHub;
}

/** Reads and changes the settings; what changes them here holds at once. */
export function settingsHandlers(parts: SettingsHandlerParts): Handlers<keyof typeof settingsOperations> {
  const { settings, queue, bandwidth, hub } = parts;
  return {
    'settings.get': () => settings.read(),
    'settings.update': async (change) => {
      const before = await settings.read();
      for (const folder of change.folders ?? []) {
        // One that has been moved since must not keep the others from being changed.
        if (!before.folders.includes(folder)) await requireFolder(folder);
      }
      const after = await settings.update(change);
      if (change.slots !== undefined) queue.setSlots(after.slots);
      if (change.retryDelaysSeconds !== undefined) queue.setRetryDelays(after.retryDelaysSeconds);
      bandwidth.bytesPerSecond = after.pullBytesPerSecond;
      hub.publish({ type: 'stale', area: 'settings' });
      return after;
    },
  };
}

async function requireFolder(folder: string): Promise<void> {
  const isFolder =
    isAbsolute(folder) &&
    !folder.includes('\0') &&
    (await stat(folder).then(
      (status) => status.isDirectory(),
      () => false,
    ));
  if (isFolder) return;
  throw new HindcastError('BAD_INPUT', `${folder} is not a folder of this machine. Give its whole path.`, {
    details: { folder },
  });
}
