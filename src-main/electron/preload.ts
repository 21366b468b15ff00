import { contextBridge, ipcRenderer } from 'electron';
import { shellBridgeName, type ShellBridge, type ShellMessage } from '../../src-core/api/shell-bridge.ts';
import { channels } from './channels.ts';

/** All that the page gets. No function here hands on an event of Electron, whose sender could reach further. */
const bridge: ShellBridge = {
  invoke: (request) => ipcRenderer.invoke(channels.request, request),
  subscribe: (listener) => {
    const forward = (_: unknown, message: ShellMessage): void => listener(message);
    ipcRenderer.on(channels.message, forward);
    return () => {
      ipcRenderer.off(channels.message, forward);
    };
  },
  platform: process.platform,
};

contextBridge.exposeInMainWorld(shellBridgeName, bridge);
