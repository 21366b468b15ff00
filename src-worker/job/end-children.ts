/** Ends processes that this one has started, each with all that it started itself, as far as they are still there. */
export function endChildren(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      // A model process leads a group of its own, which outlives it. Windows has no groups.
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}
