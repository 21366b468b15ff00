import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Home } from '../../home/home.ts';
import { isProcessAlive, pidOfStamp } from '../../processes/process-stamp.ts';

/**
 * Work in progress lives in `tmp`, in folders whose names say which attempt made them. A lease begins with the pid of
 * the process that made it, so that recovery can tell work in progress from leftovers without asking anyone.
 */
const workFolder = /^(?:job|replaced|verify)-(\d+)-[0-9a-f]{16}$/;

export function newLeaseId(): string {
  return `${process.pid}-${randomBytes(8).toString('hex')}`;
}

/**
 * Where an attempt writes. It is created before the job is claimed and vanishes only by being renamed into place: a
 * running job whose folder is gone has its result in place, and only the row is behind.
 */
export function outputFolderOf(home: Home, leaseId: string): string {
  return join(home.tmp, `job-${leaseId}`);
}

export function verificationFolderOf(home: Home, leaseId: string): string {
  return join(home.tmp, `verify-${leaseId}`);
}

export function resultFolderOf(home: Home, jobId: string): string {
  return join(home.results, jobId);
}

/** The folder of a result as the database keeps it, relative to the home. */
export function relativeResultPath(jobId: string): string {
  return `results/${jobId}`;
}

/**
 * Renames a finished attempt to where the job's result belongs and answers how to delete the result that was there.
 * Synchronous: it runs inside the transaction that completes the job.
 */
export function placeResult(home: Home, jobId: string, leaseId: string): () => Promise<void> {
  const target = resultFolderOf(home, jobId);
  const replaced = join(home.tmp, `replaced-${leaseId}`);
  if (existsSync(target)) renameSync(target, replaced);
  try {
    renameSync(outputFolderOf(home, leaseId), target);
  } catch (thrown) {
    if (existsSync(replaced)) renameSync(replaced, target);
    throw thrown;
  }
  flushFolder(dirname(target));
  return () => rm(replaced, { recursive: true, force: true });
}

/** A result that was renamed out of the way: what to do when its job is gone, and when it turns out to stay. */
export interface TakenResult {
  delete(): Promise<void>;
  putBack(): void;
}

/**
 * Renames the result of a job that is about to be removed out of the way; synchronous for the same reason as
 * {@link placeResult}.
 */
export function takeResultAway(home: Home, jobId: string): TakenResult {
  const removed = join(home.tmp, `replaced-${newLeaseId()}`);
  const folder = resultFolderOf(home, jobId);
  if (existsSync(folder)) renameSync(folder, removed);
  return {
    delete: () => rm(removed, { recursive: true, force: true }),
    putBack: () => {
      if (existsSync(removed)) renameSync(removed, folder);
    },
  };
}

/** Whether something in `tmp` is work of a process that is gone. */
export function isAbandonedWork(name: string): boolean {
  const pid = pidOfStamp(workFolder.exec(name)?.[1] ?? '');
  return pid !== undefined && !isProcessAlive(`${pid}@`);
}

function flushFolder(folder: string): void {
  // Windows cannot open a folder; its renames are journalled.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
