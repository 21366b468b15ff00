import type Database from 'better-sqlite3';

/** How long the write lock of another process is waited for, as with every other statement. */
export const busyTimeoutMilliseconds = 5000;

/**
 * Transactions of one connection that hold the write lock from their beginning; one inside another is a savepoint.
 *
 * SQLite itself waits longer from try to try, up to a tenth of a second, in which a process that writes without a pause
 * takes the lock again and again, so that others come to nothing for seconds. Here it begins anew after a few
 * milliseconds, and so tries every few.
 */
export class WriteTransactions {
  readonly #database: Database.Database;
  readonly #patience: number;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #rollback: Database.Statement;
  readonly #setSavepoint: Database.Statement;
  readonly #releaseSavepoint: Database.Statement;
  readonly #rollbackToSavepoint: Database.Statement;

  /** @param patience how long it waits for the lock of another, in milliseconds */
  constructor(database: Database.Database, patience = busyTimeoutMilliseconds) {
    this.#database = database;
    this.#patience = patience;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#setSavepoint = database.prepare('SAVEPOINT part');
    this.#releaseSavepoint = database.prepare('RELEASE part');
    this.#rollbackToSavepoint = database.prepare('ROLLBACK TO part');
  }

  /**
   * Works in a transaction, which is undone when `work` throws.
   *
   * @throws SqliteError `SQLITE_BUSY` when others held the lock for too long; what `work` throws
   */
  run<Result>(work: () => Result): Result {
    const isPart = this.#database.inTransaction;
    if (isPart) this.#setSavepoint.run();
    else this.#takeLock();
    try {
      const result = work();
      (isPart ? this.#releaseSavepoint : this.#commit).run();
      return result;
    } catch (thrown) {
      // After some errors, such as a full disk, SQLite has undone everything already.
      if (this.#database.inTransaction) {
        if (isPart) {
          this.#rollbackToSavepoint.run();
          this.#releaseSavepoint.run();
        } else this.#rollback.run();
      }
      throw thrown;
    }
  }

  #takeLock(): void {
    const end = performance.now() + this.#patience;
    this.#database.exec(`PRAGMA busy_timeout = ${tryMilliseconds}`);
    try {
      while (!this.#hasBegun(end));
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${busyTimeoutMilliseconds}`);
    }
  }

  #hasBegun(end: number): boolean {
    try {
      this.#begin.run();
      return true;
    } catch (thrown) {
      // Another process may also be recovering the log of one that was killed: SQLITE_BUSY_RECOVERY.
      const isBusy = (thrown as { code?: string } | null)?.code?.startsWith('SQLITE_BUSY') === true;
      if (!isBusy || performance.now() >= end) throw thrown;
      return false;
    }
  }
}

/** For how long SQLite waits longer from try to try. Shorter turns are fairer still, but each costs a look at what others wrote. */
const tryMilliseconds = 10;
