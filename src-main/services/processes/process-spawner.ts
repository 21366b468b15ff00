/** Why a child process is gone. `code` is the exit status, `signal` the signal that ended it. */
export interface ProcessExit {
  code: number | null;
  signal: string | null;
  /** The system ended it for want of memory; only said where the shell is told so. */
  outOfMemory?: boolean;
}

/** A running child process that speaks typed messages. */
export interface ChildHandle<Incoming, Outgoing> {
  /** Unknown until the process has started, which a shell may learn only later. */
  readonly pid: number | undefined;
  send(message: Outgoing): void;
  onMessage(listener: (message: Incoming) => void): void;
  /** Called once; a process that could not be started exits with code null and signal null. */
  onExit(listener: (exit: ProcessExit) => void): void;
  /** What the process wrote to stdout and stderr outside the protocol, as it comes. */
  onOutput(listener: (text: string) => void): void;
  /** Ends the process at once (SIGKILL). */
  kill(): void;
}

/** The entry points of `src-worker` that a shell can start. */
export type WorkerEntry = 'job' | 'data';

/** Starts worker processes; each shell brings its own: forked Node here, utility processes on Electron. */
export interface ProcessSpawner {
  spawn<Incoming, Outgoing>(entry: WorkerEntry): ChildHandle<Incoming, Outgoing>;
}
