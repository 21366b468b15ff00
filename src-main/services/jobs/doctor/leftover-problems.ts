import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbandonedWork } from '../running/result-placement.ts';
import type { DoctorParts } from './examine-queue.ts';
import { moveToLostAndFound } from './lost-and-found.ts';
import type { Problem } from './problem.ts';

const jobLog = /^([0-9a-f]{32})\.jsonl$/;

/** Files that nothing uses any more: work of processes that are gone, logs of jobs that are. */
export async function leftoverProblems({ home, store }: DoctorParts): Promise<Problem[]> {
  const work = (await readdir(home.tmp)).filter(isAbandonedWork).map((name): Problem => {
    const path = join(home.tmp, name);
    // Whole results are written with a manifest, last.
    const isResult = existsSync(join(path, 'manifest.json'));
    return {
      code: 'LEFTOVER_WORK',
      severity: 'warning',
      subject: `tmp/${name}`,
      message: `tmp/${name} was left by a process that is gone.`,
      remedy: isResult
        ? { words: 'moves the folder to lost+found', apply: () => moveToLostAndFound(home, path) }
        : {
            words: 'deletes the folder',
            apply: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
          },
    };
  });
  const logs = await readdir(home.logs);
  const jobs = store.checkup.states();
  const stray = logs.filter((name) => {
    const jobId = jobLog.exec(name)?.[1];
    return jobId !== undefined && !jobs.has(jobId) && existsSync(join(home.logs, name));
  });
  return [
    ...work,
    ...stray.map((name): Problem => ({
      code: 'LOG_WITHOUT_JOB',
      severity: 'warning',
      subject: `logs/${name}`,
      message: `logs/${name} belongs to no job.`,
      remedy: {
        words: 'moves the log to lost+found',
        apply: () => moveToLostAndFound(home, join(home.logs, name)),
      },
    })),
  ];
}
