import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { z } from 'zod';
import { exitCodeOf, HindcastError, toErrorEnvelope } from '../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../src-core/errors/schema-error.ts';
import { loadFeedsConfig } from './config.ts';
import { startCoordinator } from './coordinator.ts';
import { accessFromEnvironment } from './http/guard/access-policy.ts';
import { limitsWith } from './http/guard/server-limits.ts';

/**
 * The coordinator as a process of its own:
 * `node coordinator-process.ts --config FILE --data DIR [--port N] [--host H] [--limit NAME=COUNT]… [--exit-with-stdin]`.
 *
 * When it listens it prints one line `{"url": …, "port": …}` on standard output; the log, one JSON object a line, goes to
 * standard error, and so does an error that ends it, as `{"code": …, "message": …}`. It ends on SIGTERM and SIGINT and,
 * with `--exit-with-stdin`, when its standard input closes.
 */
const argumentsSchema = z.strictObject({
  config: z.string('name the feeds file'),
  data: z.string('name a folder for the data'),
  port: z
    .string()
    .regex(/^\d{1,5}$/, 'write a number from 0 to 65535')
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(8000),
  host: z.string().min(1).default('127.0.0.1'),
  limit: z.array(z.string()).default([]),
  'exit-with-stdin': z.boolean().default(false),
});

function readArguments(): z.infer<typeof argumentsSchema> {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({
      options: {
        config: { type: 'string' },
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        limit: { type: 'string', multiple: true },
        'exit-with-stdin': { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw new HindcastError('BAD_INPUT', error instanceof Error ? error.message : String(error));
  }
  return parseOrThrow(argumentsSchema, { ...values }, 'arguments');
}

async function main(): Promise<void> {
  const settings = readArguments();
  const config = await loadFeedsConfig(settings.config);
  const feeds = { ...config, limits: limitsWith(config.limits, settings.limit) };
  const logger = pino({ base: null }, pino.destination({ dest: 2, sync: true }));
  const access = accessFromEnvironment(process.env);
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(settings.host);
  if (!loopback && !access.apiKey) {
    logger.warn(
      { host: settings.host },
      'listening for the network without API_KEY: anyone there may start backfills',
    );
  }
  const coordinator = await startCoordinator({
    ...access,
    host: settings.host,
    port: settings.port,
    dataDirectory: settings.data,
    feeds,
    logger,
  });

  let closing: Promise<void> | undefined;
  const shutDown = (): void => {
    closing ??= coordinator.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
  if (settings['exit-with-stdin']) process.stdin.on('close', shutDown).resume();
  process.stdout.write(`${JSON.stringify({ url: coordinator.url, port: coordinator.port })}\n`);
}

function fail(error: unknown): void {
  const envelope = toErrorEnvelope(error);
  process.stderr.write(`${JSON.stringify(envelope)}\n`);
  process.exit(exitCodeOf(envelope.code));
}

await main().catch(fail);
