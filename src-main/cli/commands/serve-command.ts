import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { openApp } from '../../services/app/open-app.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { codeLifeMilliseconds } from '../../web/sessions.ts';
import { webPorts } from '../../web/web-ports.ts';
import { openWebShell, type WebShell } from '../../web/web-shell.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { Interruption } from '../interruption.ts';

export interface ServeOptions extends CommonOptions {
  readonly port: string;
  readonly open?: boolean;
  readonly folder?: readonly string[];
}

const rendererFolder = fileURLToPath(new URL('../../../out/renderer/', import.meta.url));
const codeLifeMinutes = codeLifeMilliseconds / 60_000;

/** `hindcast serve`: the user interface in a browser, until Ctrl-C. */
export async function serveCommand(options: ServeOptions): Promise<void> {
  const port = parsePort(options.port);
  const folders = (options.folder ?? []).map(requireFolder);
  const interruption = new Interruption();
  const app = await openApp(homeOf(options), webPorts(new ForkedNodeSpawner(process.env), folders));
  const interrupted = new Promise<void>((end) => interruption.handle(end));
  try {
    const shell = await openWebShell({ app, rendererFolder, port });
    const isJson = options.json === true;
    const ownerLink = printLinks(shell, isJson);
    if (options.open === true) await openBrowser(ownerLink);
    const input = createInterface({ input: process.stdin });
    // Enter, and whatever was typed before it.
    input.on('line', () => void printLinks(shell, isJson));
    // It ends by itself from here on, also when the signal comes again, as it does from some terminals.
    await interrupted;
    input.close();
    if (!isJson) sayWhatBecomesOf(app.runningJobs());
    await shell.close();
  } finally {
    await app.close();
    interruption.stop();
  }
}

/** Prints a new pair of links and answers with the owner's. */
function printLinks(shell: WebShell, isJson: boolean): string {
  const owner = shell.newLink('owner');
  const viewer = shell.newLink('viewer');
  process.stdout.write(
    isJson
      ? `${JSON.stringify({ owner_url: owner, viewer_url: viewer })}\n`
      : `Hindcast runs at\n\n  ${owner}\n\nand, to look only, at\n\n  ${viewer}\n\n` +
          `Each link opens one tab within ${codeLifeMinutes} minutes; Enter prints new ones. Ctrl-C stops Hindcast.\n`,
  );
  return owner;
}

async function openBrowser(link: string): Promise<void> {
  const { default: open } = await import('open');
  const refuse = (): void =>
    void process.stderr.write('No browser could be opened here; use the link above.\n');
  try {
    const browser = await open(link);
    browser.once('error', refuse);
    browser.once('exit', (code) => {
      if (code !== 0 && code !== null) refuse();
    });
  } catch {
    refuse();
  }
}

function sayWhatBecomesOf(running: number): void {
  const jobs = running === 1 ? 'The running job goes' : `The ${running} running jobs go`;
  process.stdout.write(
    running === 0 ? 'Stopping.\n' : `Stopping. ${jobs} back to the queue, for the next start.\n`,
  );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new HindcastError('BAD_INPUT', `"${text}" is not a port. Give a number from 0 to 65535.`);
}

function requireFolder(folder: string): string {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new HindcastError('BAD_INPUT', `${path} is not a folder.`);
}
