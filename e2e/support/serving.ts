import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { shellEnvironment } from './environment.ts';

const hindcast = fileURLToPath(new URL('../../bin/hindcast.mjs', import.meta.url));

/** A `hindcast serve` that is running. */
export interface Serving {
  /** Where to go as the owner; good for one sign-in, as the other. */
  readonly ownerUrl: string;
  readonly viewerUrl: string;
  /** Sends a signal, and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts `hindcast serve` on a home; resolves once it has said where it serves.
 *
 * @param node parameters for Node itself, and what its environment has beside the usual
 */
export async function startServing(
  home: string,
  parameters: readonly string[] = [],
  node: { readonly parameters: readonly string[]; readonly environment: Record<string, string> } = {
    parameters: [],
    environment: {},
  },
): Promise<Serving> {
  const server = spawn(
    process.execPath,
    [...node.parameters, hindcast, 'serve', '--home', home, '--json', ...parameters],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...shellEnvironment, ...node.environment },
    },
  );
  return { ...(await addressesOf(server)), end: (signal) => end(server, signal) };
}

async function addressesOf(server: ChildProcess): Promise<{ ownerUrl: string; viewerUrl: string }> {
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  for await (const line of lines) {
    const { owner_url: ownerUrl, viewer_url: viewerUrl } = JSON.parse(line) as Record<string, string>;
    if (ownerUrl !== undefined && viewerUrl !== undefined) return { ownerUrl, viewerUrl };
  }
  throw new Error('hindcast serve ended before it said where it serves.');
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill(signal);
  await exited;
}
