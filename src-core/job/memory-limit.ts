/** Memory limit of worker and model together, MiB, for jobs that do not set one. */
export const defaultMemoryLimitMb = 4096;
