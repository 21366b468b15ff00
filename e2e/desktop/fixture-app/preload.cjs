const { contextBridge, ipcRenderer } = require('electron');

const secret = { kept: 'in the world of this script' };
globalThis.secret = secret;
contextBridge.exposeInMainWorld('fixture', {
  secret,
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  throws: () => {
    throw new Error('thrown here');
  },
  twice: (callback) => {
    callback(1);
    callback(2);
    return () => 'stopped';
  },
  surplus: () => ipcRenderer.sendSync('echo'),
});
