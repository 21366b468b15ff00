/** What has to be known of the machine that Python is to run on. */
export interface PythonHost {
  readonly isWindows: boolean;
  readonly isFolder: (path: string) => boolean;
}

/**
 * The interpreter that a choice of Python means: the one it names, the one inside the virtual environment that it names,
 * or the one on the PATH where nothing is chosen.
 */
export function pythonInterpreter(chosen: string | undefined, { isWindows, isFolder }: PythonHost): string {
  if (chosen === undefined) return isWindows ? 'python' : 'python3';
  if (!isFolder(chosen)) return chosen;
  return isWindows ? `${chosen}\\Scripts\\python.exe` : `${chosen}/bin/python`;
}
