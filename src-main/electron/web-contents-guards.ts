import type { App, Shell, WebContents } from 'electron';
import { isAppUrl } from './app-protocol.ts';
import { openExternalLink } from './external-links.ts';

interface Navigation {
  readonly url: string;
  preventDefault(): void;
}

/** Holds everything that shows web content, now or later, to the application's own pages. */
export function guardWebContents(app: Pick<App, 'on'>, shell: Pick<Shell, 'openExternal'>): void {
  const stay = (navigation: Navigation): void => {
    if (!isAppUrl(navigation.url)) navigation.preventDefault();
  };
  app.on('web-contents-created', (_, contents: WebContents) => {
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openExternalLink(shell, url);
      return { action: 'deny' };
    });
  });
}
