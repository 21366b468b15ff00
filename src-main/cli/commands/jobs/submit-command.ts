import { dirname, resolve } from 'node:path';
import { describeAlteredDays } from '../../../../src-core/quality/altered-days.ts';
import { currentUser } from '../../../services/jobs/submission/current-user.ts';
import {
  enqueue,
  readSubmission,
  type ReadSubmission,
  type Submission,
} from '../../../services/jobs/submission/job-submission.ts';
import { writeResult } from '../../command-io.ts';
import type { CommonOptions } from '../../common-options.ts';
import { openDatasetPinner } from '../../open-dataset-pinner.ts';
import { parseMoment } from '../../parse-options.ts';
import { readJsonFile } from '../../read-json-file.ts';
import { terminalIo } from '../../terminal-io.ts';
import { jobIdsOf, withJobStore } from './with-job-store.ts';

export interface SubmitOptions extends CommonOptions {
  readonly group?: string;
  readonly after?: readonly string[];
  readonly notBefore?: string;
  readonly force?: boolean;
  readonly checkLookahead?: boolean;
}

/** `hindcast jobs submit SPEC…`: queues specs without running them; all of them, or none when one is refused. */
export async function submitJobs(specPaths: readonly string[], options: SubmitOptions): Promise<void> {
  const notBefore = options.notBefore === undefined ? null : parseMoment('--not-before', options.notBefore);
  await withJobStore(options, async (store, home) => {
    const after = jobIdsOf(store, options.after ?? []);
    const createdBy = currentUser();
    const pinner = openDatasetPinner(home);
    const read: ReadSubmission[] = [];
    for (const path of specPaths) {
      const request = {
        input: await readJsonFile(path),
        subject: path,
        specFolder: dirname(resolve(path)),
        force: options.force ?? false,
        createdBy,
        options: { checkLookahead: options.checkLookahead ?? false },
      };
      read.push(await readSubmission(request, pinner));
    }
    const { groupId, submissions } = store.together(() => {
      const group = options.group === undefined ? null : store.groups.findOrCreate(options.group, createdBy);
      const schedule = { notBefore, after, groupId: group };
      const jobs = read.map((one) => enqueue({ ...one, newJob: { ...one.newJob, schedule } }, store));
      if (group !== null) store.groups.forgetEmpty(group);
      return { groupId: group, submissions: jobs };
    });
    writeResult(terminalIo(options), documentOf(groupId, submissions), () => describe(submissions));
  });
}

function documentOf(groupId: string | null, submissions: readonly Submission[]): object {
  return {
    group_id: groupId,
    jobs: submissions.map(({ job, existing, missingDays, alteredDays }) => ({
      job_id: job.jobId,
      name: job.name,
      state: job.state,
      existing,
      missing_days: missingDays,
      altered_days: alteredDays,
    })),
  };
}

function describe(submissions: readonly Submission[]): string {
  return submissions
    .map(({ job, existing, missingDays, alteredDays }) => {
      const missing = missingDays.length === 0 ? '' : ` ${missingDays.length} days have no candles.`;
      const altered = alteredDays.length === 0 ? '' : ` ${describeAlteredDays(alteredDays)}`;
      return existing
        ? `${job.jobId}  ${job.name}: was there already, ${job.state}.`
        : `${job.jobId}  ${job.name}: queued.${missing}${altered}`;
    })
    .join('\n');
}
