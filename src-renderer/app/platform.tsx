import { createContext, useContext } from 'react';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/** What differs between the desktop window and a browser, beside the API. */
export interface Platform {
  /** Hands a file made on this side (a chart, a table) to the person. */
  saveFile: (name: string, content: Blob) => Promise<void>;
  /** Hands over an export that the host has made; only where the shell has no dialogs of its own. */
  downloadExport: (exportId: string, fileName: string) => Promise<void>;
  /** Commands chosen in the native menu, by id. Answers how to stop. */
  onMenuCommand: (listener: (commandId: string) => void) => () => void;
}

/** A browser: files are downloaded, and there is no native menu. */
export const browserPlatform: Platform = {
  saveFile: (name, content) => {
    const url = URL.createObjectURL(content);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The download has its own hold on the blob once it has started.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return Promise.resolve();
  },
  downloadExport: () =>
    Promise.reject(new HindcastError('NOT_AVAILABLE', 'This window cannot download exports.')),
  onMenuCommand: () => () => undefined,
};

export const PlatformContext = createContext<Platform>(browserPlatform);

export function usePlatform(): Platform {
  return useContext(PlatformContext);
}
