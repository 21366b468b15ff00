import type { JobRow } from '../../../src-core/api/job-row.ts';
import type { ApiHost } from '../api/api-host.ts';
import type { EventHub } from '../api/event-hub.ts';
import type { PreparedExport } from '../exports/prepared-exports.ts';

/** The services of an application that is open, as shells see them. */
export interface App {
  /** Answers calls, whatever carries them. */
  readonly host: ApiHost;
  /** Tells what happens. */
  readonly hub: EventHub;
  /** Whom the owner's calls are recorded under: the user of the operating system. */
  readonly user: string;
  /** Reads the queue for a page that is about to ask for it. */
  readAhead(): void;
  /** Jobs that this process runs. */
  runningJobs(): number;
  /** Calls back with every job that ended, wherever it ran. Answers how to stop. */
  onJobEnded(listener: (job: JobRow) => void): () => void;
  /**
   * The file of an export that was made and not yet taken away.
   *
   * @throws HindcastError `BAD_INPUT` when there is none (any more)
   */
  exportFile(exportId: string): PreparedExport;
  /** Cancels what runs here and waits until it has stopped; nothing new is started. */
  cancelRunningJobs(): Promise<void>;
  /** Writes down what went wrong in a shell, for the diagnostics. Never throws. */
  reportTrouble(where: string, thrown: unknown): void;
  /** Gives what still runs here back to the queue, for the next start, and lets go of everything. May be called twice. */
  close(): Promise<void>;
}
