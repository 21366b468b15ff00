import { EventEmitter } from 'node:events';
import type { App, HandlerDetails, WindowOpenHandlerResponse } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { guardWebContents } from './web-contents-guards.ts';

class FakeContents extends EventEmitter {
  open: (details: HandlerDetails) => WindowOpenHandlerResponse = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: (details: HandlerDetails) => WindowOpenHandlerResponse): void {
    this.open = handler;
  }
}

function guarded(): { contents: FakeContents; openExternal: ReturnType<typeof vi.fn> } {
  const app = new EventEmitter();
  const openExternal = vi.fn(() => Promise.resolve());
  guardWebContents(app as unknown as Pick<App, 'on'>, { openExternal });
  const contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
  return { contents, openExternal };
}

const hostile = [
  'https://example.invalid/',
  'http://localhost:8000/',
  'file:///etc/passwd',
  'app://evil/index.html',
  'app://bundle.evil/',
  'data:text/html,<script>1</script>',
  'javascript:alert(1)',
  'blob:https://example.invalid/1',
  'chrome://settings',
  'not a url',
];

describe.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('%s', (event) => {
  it.each(hostile)('is stopped on its way to %s', (url) => {
    const preventDefault = vi.fn();
    guarded().contents.emit(event, { url, preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('may stay in the application', () => {
    const preventDefault = vi.fn();
    guarded().contents.emit(event, { url: 'app://bundle/index.html', preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
  });
});

describe('a new window', () => {
  it.each([...hostile, 'app://bundle/index.html', 'https://user@github.com/', 'https://github.com.evil/'])(
    'is refused, and %s is not opened elsewhere',
    (url) => {
      const { contents, openExternal } = guarded();
      expect(contents.open({ url } as HandlerDetails)).toEqual({ action: 'deny' });
      expect(openExternal).not.toHaveBeenCalled();
    },
  );

  it('becomes a tab of the browser for the few places that Hindcast names', () => {
    const { contents, openExternal } = guarded();
    expect(contents.open({ url: 'https://nodejs.org/en/download' } as HandlerDetails)).toEqual({
      action: 'deny',
    });
    expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://nodejs.org/en/download');
  });
});

it('a webview is never attached', () => {
  const preventDefault = vi.fn();
  guarded().contents.emit('will-attach-webview', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
});
