import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** What a DuckDB session may do. Folders are absolute paths; nothing outside them can be read or written. */
export interface SessionLimits {
  threads: number;
  memoryMb: number;
  folders: readonly string[];
  temporaryFolder: string;
  /** Whether `connection.progress` tells how far a query is. */
  tellsProgress?: boolean;
}

/** A locked-down DuckDB session in memory: no extensions, no files outside the folders, settings frozen. */
export class DuckDBSession {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #others: DuckDBConnection[] = [];

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async open(limits: SessionLimits): Promise<DuckDBSession> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(limits.threads),
      memory_limit: `${limits.memoryMb}MB`,
    });
    const connection = await instance.connect();
    // This order is the one that works: the lock must come last, the folders before external access is closed.
    for (const statement of [
      `SET temp_directory = ${sqlText(limits.temporaryFolder)}`,
      // Candles are read once; keeping what was read would make memory grow with the range.
      'SET enable_external_file_cache = false',
      ...(limits.tellsProgress === true
        ? ['SET enable_progress_bar = true', 'SET enable_progress_bar_print = false']
        : []),
      'SET autoinstall_known_extensions = false',
      'SET autoload_known_extensions = false',
      `SET allowed_directories = [${[...limits.folders, limits.temporaryFolder].map(sqlText).join(', ')}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]) {
      await connection.run(statement);
    }
    return new DuckDBSession(instance, connection);
  }

  /** One more connection to the same session, for a query that runs beside others; closed with the session. */
  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    this.#others.push(connection);
    return connection;
  }

  close(): void {
    for (const connection of [this.connection, ...this.#others]) connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A string as a SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Paths as a SQL list literal, for `read_parquet`. */
export function sqlList(paths: readonly string[]): string {
  return `[${paths.map(sqlText).join(', ')}]`;
}
