/** Limits of memory are in MiB. */
export const bytesPerMebibyte = 1024 * 1024;

/** Memory limit of worker and model together, MiB, for jobs that do not set one. */
export const defaultMemoryLimitMb = 4096;
