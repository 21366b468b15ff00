import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWebShell } from '../../src-main/web/web-shell.ts';
import { carrierConformance } from './carrier-conformance.ts';
import { tokenFor, WebClient } from './web-client.ts';

carrierConformance('HTTP and WebSocket', {
  roles: ['owner', 'viewer'],
  open: async (api) => {
    const rendererFolder = mkdtempSync(join(tmpdir(), 'hindcast-test-'));
    writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html>');
    const shell = await openWebShell({ app: api.app, rendererFolder, clock: api.clock });
    const clients: WebClient[] = [];
    return {
      connect: async (role) => {
        const client = new WebClient(shell.origin, await tokenFor(shell.newLink(role)));
        clients.push(client);
        return client.open();
      },
      breakConnections: () => {
        for (const client of clients) client.breakConnections();
      },
      close: async () => {
        await shell.close();
        rmSync(rendererFolder, { recursive: true });
      },
    };
  },
});
