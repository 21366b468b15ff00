import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  utilityProcess,
} from 'electron';
import { commands } from '../../src-core/api/commands.ts';
import type { ShellMessage } from '../../src-core/api/shell-bridge.ts';
import type { App } from '../services/app/app.ts';
import { openApp } from '../services/app/open-app.ts';
import type { ShellPorts } from '../services/app/shell-ports.ts';
import type { Home } from '../services/home/home.ts';
import { systemClock } from '../services/jobs/clock.ts';
import { appProtocolHandler, appScheme } from './app-protocol.ts';
import { applicationMenu } from './application-menu.ts';
import { channels } from './channels.ts';
import { FileDialogs } from './file-dialogs.ts';
import { JobNotices } from './job-notices.ts';
import { openSecretStore } from './keychain-secret-store.ts';
import { LastFolders } from './last-folders.ts';
import { mainWindowOptions, openMainWindow } from './main-window.ts';
import { linkPage } from './page-link.ts';
import { denyPermissions } from './permissions.ts';
import { QuitGuard } from './quit-guard.ts';
import { recoverRenderer } from './renderer-recovery.ts';
import { RunningJobs } from './running-jobs.ts';
import { StayAwake } from './stay-awake.ts';
import { UtilityProcessSpawner } from './utility-process-spawner.ts';

const files = {
  preload: fileURLToPath(new URL('./preload.ts', import.meta.url)),
  icon: fileURLToPath(new URL('../../resources/icon/icon.png', import.meta.url)),
  page: fileURLToPath(new URL('../../src-renderer/', import.meta.url)),
};

/** The services of a home, their window, and what of them shows outside of it. */
export class Desktop {
  readonly #home: Home;
  readonly #hasDevTools: boolean;
  readonly #stayAwake = new StayAwake(powerSaveBlocker);
  readonly #dialogs: FileDialogs;
  #services: App | undefined;
  #window: BrowserWindow | undefined;

  constructor(home: Home, { hasDevTools }: { hasDevTools: boolean }) {
    this.#home = home;
    this.#hasDevTools = hasDevTools;
    const folders = new LastFolders(join(home.root, 'desktop', 'last-folders.json'), () => systemClock.now());
    this.#dialogs = new FileDialogs(dialog, folders, () => this.#window);
  }

  /** Shows the window while the services open; once, after Electron is ready. */
  async open(): Promise<void> {
    protocol.handle(appScheme.scheme, appProtocolHandler(files.page));
    denyPermissions(session.defaultSession);
    session.defaultSession.on('will-download', (_, item) => this.#dialogs.offerPlace(item));
    const opening = this.#openServices();
    linkPage(ipcMain, opening, (message) => this.#send(message));
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        applicationMenu({
          commands,
          platform: process.platform,
          hasDevTools: this.#hasDevTools,
          run: (id) => this.#send({ type: 'command', id }),
        }),
      ),
    );
    this.#openWindow();
    this.#services = await opening;
    this.#follow(this.#services);
  }

  /** Brings the window to the front. */
  focus(): void {
    if (this.#window?.isMinimized() === true) this.#window.restore();
    this.#window?.show();
    this.#window?.focus();
  }

  async #openServices(): Promise<App> {
    return openApp(this.#home, await this.#ports());
  }

  async #ports(): Promise<ShellPorts> {
    const secrets = await openSecretStore(
      safeStorage,
      join(this.#home.root, 'secrets.json'),
      process.platform,
      () => systemClock.now(),
    );
    return {
      spawner: new UtilityProcessSpawner({ app, utilityProcess, environment: process.env }),
      secrets,
      capabilities: {
        shell: 'electron',
        fileDialogs: true,
        keepsSecrets: secrets.isPersistent,
        notifications: Notification.isSupported(),
      },
      trustsPaths: true,
      chooseFile: (purpose) => this.#dialogs.chooseFile(purpose),
      saveFile: (suggestedName) => this.#dialogs.saveFile(suggestedName),
    };
  }

  #openWindow(): void {
    const isDark = nativeTheme.shouldUseDarkColors;
    const window = new BrowserWindow(mainWindowOptions(files, { isDark, hasDevTools: this.#hasDevTools }));
    this.#window = window;
    window.once('closed', () => {
      this.#window = undefined;
    });
    const quit = new QuitGuard({
      app,
      dialog,
      window: () => this.#window,
      runningJobs: () => this.#services?.runningJobs() ?? 0,
      stop: () => this.#stop(),
    });
    quit.watch(window);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void quit.quitNow());
    recoverRenderer(window, {
      dialog,
      now: () => systemClock.monotonicMilliseconds(),
      giveUp: () => void quit.quitNow(),
    });
    openMainWindow(window);
  }

  #follow(services: App): void {
    const notices = new JobNotices({
      notify: Notification.isSupported() ? (notice) => new Notification(notice) : undefined,
      window: () => this.#window,
      showJob: (jobId) => {
        this.focus();
        this.#send({ type: 'show_job', jobId });
      },
    });
    const running = new RunningJobs((count, fraction) => {
      notices.onRunning(count, fraction);
      this.#stayAwake.while(count > 0);
    });
    services.hub.subscribe(({ event }) => running.take(event));
    services.onJobEnded((job) => notices.onEnded(job));
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      // One that nobody expected is written down; whatever else runs goes on.
      process.on(event, (thrown: unknown) => services.reportTrouble(event, thrown));
    }
  }

  async #stop(): Promise<void> {
    try {
      await this.#services?.close();
    } finally {
      this.#stayAwake.release();
    }
  }

  #send(message: ShellMessage): void {
    const window = this.#window;
    if (window === undefined || window.isDestroyed() || window.webContents.isCrashed()) return;
    window.webContents.send(channels.message, message);
  }
}
