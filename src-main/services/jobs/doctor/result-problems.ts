import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindingCode } from '../../../../src-core/api/contract/queue.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { JobState } from '../../../../src-core/job/job-state.ts';
import { manifestSchema } from '../../../../src-core/result/manifest.ts';
import { parseJson } from '../../../../src-core/wire/parse-json.ts';
import { readVerifiedSummary } from '../../results/result-files.ts';
import { resultFolderOf } from '../running/result-placement.ts';
import type { DoctorChoice, DoctorParts } from './examine-queue.ts';
import { moveToLostAndFound } from './lost-and-found.ts';
import type { Problem } from './problem.ts';

/** Jobs without their results, results without their jobs, and results that are not what was written. */
export async function resultProblems(parts: DoctorParts, { deep }: DoctorChoice): Promise<Problem[]> {
  const { home, store } = parts;
  const folders = await readdir(home.results);
  // Read after the folders: what is placed meanwhile is not among those, and its job is known.
  const states = store.checkup.states();
  const problems: Problem[] = [];
  for (const name of folders) {
    const state = states.get(name);
    if (state === 'completed' || state === 'pending' || state === 'running') continue;
    if (existsSync(join(home.results, name))) problems.push(strayFolder(parts, name, state));
  }
  for (const [jobId, state] of states) {
    if (state !== 'completed') continue;
    const wrong = await (deep ? wrongByContent : wrongBySize)(resultFolderOf(home, jobId), jobId);
    // It may have been asked for again, or deleted, since.
    if (wrong === undefined || store.get(jobId)?.state !== 'completed') continue;
    const again = `"hindcast jobs retry ${jobId.slice(0, 12)}" runs it again.`;
    problems.push({ ...wrong, severity: 'error', subject: jobId, message: `${wrong.message} ${again}` });
  }
  return problems;
}

function strayFolder({ home }: DoctorParts, name: string, state: JobState | undefined): Problem {
  return {
    code: state === undefined ? 'RESULT_WITHOUT_JOB' : 'RESULT_OF_NOTHING',
    severity: 'warning',
    subject: name,
    message:
      state === undefined
        ? `results/${name} belongs to no job.`
        : `results/${name} is there, but its job is ${state} and has no result.`,
    remedy: {
      words: 'moves the folder to lost+found',
      apply: () => moveToLostAndFound(home, join(home.results, name)),
    },
  };
}

interface Wrong {
  readonly code: FindingCode;
  readonly message: string;
}

async function wrongBySize(folder: string, jobId: string): Promise<Wrong | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch {
    return { code: 'RESULT_MISSING', message: `The result of job ${jobId.slice(0, 12)} is gone.` };
  }
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (!manifest.success || manifest.data.job_id !== jobId) {
    return { code: 'RESULT_DAMAGED', message: `results/${jobId}/manifest.json is not what was written.` };
  }
  for (const file of manifest.data.files) {
    const found = await stat(join(folder, file.name)).catch(() => undefined);
    if (found === undefined) {
      return { code: 'RESULT_MISSING', message: `results/${jobId}/${file.name} is gone.` };
    }
    if (found.size !== file.size_bytes) {
      const sizes = `${found.size} bytes for ${file.size_bytes}`;
      return {
        code: 'RESULT_DAMAGED',
        message: `results/${jobId}/${file.name} is not what was written (${sizes}).`,
      };
    }
  }
  return undefined;
}

async function wrongByContent(folder: string, jobId: string): Promise<Wrong | undefined> {
  try {
    await readVerifiedSummary(folder, jobId);
    return undefined;
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const code = error.code === 'RESULT_MISSING' ? 'RESULT_MISSING' : 'RESULT_DAMAGED';
    return { code, message: error.message.replace(/ Run the job again\.$/, '') };
  }
}
