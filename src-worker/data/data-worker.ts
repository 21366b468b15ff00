import type { DataCall, DataReply, DataRequest } from '../../src-core/data/data-worker-protocol.ts';
import { HindcastError, toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import { openProcessChannel } from '../process-channel.ts';
import { dataHandlers, type DataHandler } from './handlers.ts';
import { SessionPool } from './session-pool.ts';

/**
 * The data worker: a process that lives as long as the one that started it, and reads and writes candles and results
 * for it. Requests run side by side; each gets one reply.
 */
const sessions = new SessionPool();

async function answer(request: DataRequest): Promise<DataReply> {
  const { id, type, parameters } = request;
  try {
    if (!Object.hasOwn(dataHandlers, type)) {
      throw new HindcastError('INTERNAL', `The data worker knows no call "${type}".`);
    }
    // The request map ties a call's name to its parameters; TypeScript loses that tie when it looks the handler up.
    const handler = dataHandlers[type] as DataHandler<DataCall>;
    return { id, ok: true, result: await handler(parameters, sessions) };
  } catch (thrown) {
    return { id, ok: false, error: toErrorEnvelope(thrown) };
  }
}

// Ctrl-C reaches the whole process group; the main process decides when this one ends.
process.on('SIGINT', () => undefined);

const channel = openProcessChannel<DataRequest, DataReply>();
channel.onMessage((request) => void answer(request).then((reply) => channel.send(reply)));
