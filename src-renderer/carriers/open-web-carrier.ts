import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { openHttpCarrier, type HttpCarrier } from './http-carrier.ts';
import { findToken, forgetToken } from './web-session.ts';

/**
 * Connects this page to the server that sent it.
 *
 * @throws HindcastError `PERMISSION_DENIED` when its link has expired; `CONNECTION_LOST`
 */
export async function openWebCarrier(): Promise<HttpCarrier> {
  const parts = {
    location: window.location,
    storage: window.sessionStorage,
    fetch: window.fetch.bind(window),
  };
  const clearHash = (): void => window.history.replaceState(null, '', window.location.pathname);
  const token = await findToken({ ...parts, clearHash });
  try {
    return await openHttpCarrier({
      origin: window.location.origin,
      token,
      fetch: parts.fetch,
      openSocket: (url, protocols, { onOpen, onMessage, onClose }) => {
        const socket = new WebSocket(url, protocols);
        socket.addEventListener('open', onOpen);
        socket.addEventListener('message', ({ data }) => onMessage(String(data)));
        socket.addEventListener('close', onClose);
        return () => socket.close();
      },
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    });
  } catch (error) {
    if (error instanceof HindcastError && error.code === 'PERMISSION_DENIED') forgetToken(parts.storage);
    throw error;
  }
}
