import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HindcastError } from '../src-core/errors/hindcast-error.ts';
import { feedPath } from '../src-core/feed/feed.ts';
import { BackfillService } from './backfill-service.ts';
import type { FeedsConfig } from './config.ts';
import { AccessPolicy, type AccessOptions } from './http/guard/access-policy.ts';
import { readPageFiles } from './http/page-files.ts';
import { createServer } from './http/server.ts';
import { silentLogger, type CoordinatorLogger } from './logger.ts';
import { openParquetSession } from './parquet/parquet-session.ts';
import { ParquetSink } from './parquet/parquet-sink.ts';
import { TailReader } from './parquet/tail-reader.ts';
import { createProvider } from './providers/create-provider.ts';
import { IncomingFiles } from './providers/incoming-files.ts';
import { BackfillJobStore } from './store/backfill-job-store.ts';
import { openCoordinatorDatabase } from './store/coordinator-database.ts';
import { DayFileCatalogue } from './store/day-file-catalogue.ts';
import { reconcileCatalogue } from './store/reconcile-catalogue.ts';

export interface CoordinatorOptions extends AccessOptions {
  /** The address to listen on; 127.0.0.1 when left out. */
  readonly host?: string;
  /** The port to listen on; 0 takes a free one. */
  readonly port: number;
  /**
   * Folder of the database, the day files (`backfill/`), damaged ones (`quarantine/`) and those that come from other
   * coordinators and are not verified yet (`incoming/`); created as needed.
   */
  readonly dataDirectory: string;
  readonly feeds: FeedsConfig;
  /** Where the keys of mirrored coordinators are; the process's environment when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch; the system's clock when left out. */
  readonly clock?: () => number;
  readonly logger?: CoordinatorLogger;
}

export interface Coordinator {
  readonly url: string;
  readonly port: number;
  /** Stops listening, ends the current page of a running backfill, and closes the files. */
  close(): Promise<void>;
}

/**
 * Starts a reference coordinator and goes on with a backfill that was interrupted. Resolves when it listens.
 *
 * @throws HindcastError `BAD_INPUT` when the port is taken, another coordinator uses the folder, or a key is missing
 */
export async function startCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const now = options.clock ?? Date.now;
  const logger = options.logger ?? silentLogger;
  const dataDirectory = resolve(options.dataDirectory);
  const root = join(dataDirectory, 'backfill');
  await mkdir(root, { recursive: true });

  const database = openCoordinatorDatabase(join(dataDirectory, 'coordinator.sqlite'));
  const closers: (() => void | Promise<void>)[] = [() => void database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const writing = await openParquetSession(root);
    closers.push(() => writing.closeSync());
    const jobs = new BackfillJobStore(database, now);
    const catalogue = new DayFileCatalogue(database, now);
    await reconcileCatalogue(catalogue, root, writing, logger);
    const tail = new TailReader(await openParquetSession(root), root, catalogue);
    closers.push(() => tail.close());

    const tools = {
      now,
      sleep: (milliseconds: number, signal: AbortSignal) => delay(milliseconds, undefined, { signal }),
      random: Math.random,
      logger,
    };
    const incoming = await IncomingFiles.open(join(dataDirectory, 'incoming'));
    closers.push(() => incoming.close());
    const surroundings = { tools, incoming, environment: options.environment ?? process.env };
    const providers = new Map(
      options.feeds.feeds.map((configured) => [
        feedPath(configured.feed),
        createProvider(configured, surroundings),
      ]),
    );
    const quarantine = join(dataDirectory, 'quarantine');
    const sink = new ParquetSink({ session: writing, root, quarantine, logger, now });
    const backfills = new BackfillService({
      database,
      jobs,
      catalogue,
      sink,
      providerOf: (feed) => providers.get(feedPath(feed)),
      logger,
      now,
    });
    closers.push(() => backfills.close());
    const server = createServer({
      feeds: options.feeds.feeds.map(({ feed }) => feed),
      jobs,
      catalogue,
      backfills,
      tail,
      root,
      access: new AccessPolicy(options),
      limits: options.feeds.limits,
      page: await readPageFiles(),
      logger,
      now,
    });
    closers.push(() => server.close());

    const host = options.host ?? '127.0.0.1';
    await server.listen({ host, port: options.port }).catch((error: unknown) => {
      throw explainListening(error, host, options.port);
    });
    backfills.resume();
    const { port } = server.server.address() as AddressInfo;
    return { url: `http://${urlHost(host)}:${port}`, port, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** How a client on this machine names the host: an address for all interfaces is none to connect to. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function explainListening(error: unknown, host: string, port: number): unknown {
  const code = (error as { code?: string }).code;
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    const reason = code === 'EADDRINUSE' ? 'is already in use' : `cannot be opened (${code})`;
    return new HindcastError(
      'BAD_INPUT',
      `${host}:${port} ${reason}. Choose another with --host and --port.`,
      {
        cause: error,
      },
    );
  }
  return error;
}
