import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, ipcMain, protocol } from 'electron';

/** An application that does what an application may not, and writes down what came of it: what the double is tried with. */
const refused: string[] = [];
Object.assign(globalThis, { refused, navigations: [] });

function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    refused.push(error instanceof Error ? error.message : String(error));
  }
}

const pages: Record<string, Response | undefined> = {};
const page =
  '<!doctype html><title>fixture</title><a href="https://example.invalid/" target="_blank">elsewhere</a>';
pages['/index.html'] = new Response(page, { headers: { 'content-type': 'text/html' } });
pages['/moved'] = new Response(null, { status: 302, headers: { location: 'https://example.invalid/moved' } });

attempt(() => new BrowserWindow());
attempt(() => protocol.handle('fixture', () => new Response()));
attempt(() => app.getLocale());
protocol.registerSchemesAsPrivileged([
  { scheme: 'fixture', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);

void app.whenReady().then(() => {
  attempt(() => protocol.registerSchemesAsPrivileged([]));
  attempt(() => app.enableSandbox());
  protocol.handle(
    'fixture',
    ({ url }) => pages[new URL(url).pathname]?.clone() ?? new Response(null, { status: 404 }),
  );
  ipcMain.handle('echo', (_, value: unknown) => value);
  ipcMain.handle('fail', () => {
    throw new Error('as ordered');
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: { preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)) },
  });
  for (const name of ['will-navigate', 'will-redirect'] as const) {
    window.webContents.on(name as 'will-redirect', (details) => {
      (globalThis as unknown as { navigations: string[] }).navigations.push(`${name} ${details.url}`);
      if (!details.url.startsWith('fixture://')) details.preventDefault();
    });
  }
  window.webContents.setWindowOpenHandler(({ url }) => {
    (globalThis as unknown as { navigations: string[] }).navigations.push(`open ${url}`);
    return { action: 'deny' };
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL('fixture://page/index.html');
});
