const passedOn =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|SYSTEMDRIVE|APPDATA|LOCALAPPDATA|USERPROFILE|COMSPEC|PATHEXT|LD_LIBRARY_PATH|VIRTUAL_ENV|PYENV_\w+|CONDA_PREFIX|NODE_COMPILE_CACHE)$/i;

/**
 * Candles and results go from thread to thread in megabytes. With an arena for each thread, as glibc has by default,
 * what one frees another cannot use, and a long run keeps growing.
 */
const allocatorSettings = { MALLOC_ARENA_MAX: '2' };

/** The environment of a worker process: what a process needs to run, and nothing that could carry a secret. */
export function workerEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => passedOn.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), ...allocatorSettings };
}
