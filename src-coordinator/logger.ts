/** Where the coordinator reports what it does; a pino logger fits. Keys and query strings never reach it. */
export interface CoordinatorLogger {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** A logger that drops everything, for embedding and tests. */
export const silentLogger: CoordinatorLogger = { info: () => {}, warn: () => {}, error: () => {} };
