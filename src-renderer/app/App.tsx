import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { Router } from 'wouter';
import type { ApiClient } from '../../src-core/api/client.ts';
import { ApiProvider, type AppInfo } from '../state/api-context.tsx';
import type { LiveStore } from '../state/live/live-store.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { Frame } from './Frame.tsx';
import { hashHref, useHashLocation, useHashSearch } from './hash-location.ts';
import { PlatformContext, type Platform } from './platform.tsx';
import { Routes } from './routes.tsx';

export interface AppProps {
  api: ApiClient;
  live: LiveStore;
  info: AppInfo;
  platform: Platform;
}

const tooltipDelay = 400;

/** The whole user interface, over one API and one platform. */
export function App({ api, live, info, platform }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <PlatformContext value={platform}>
        <ApiProvider api={api} live={live} info={info}>
          {/* Wouter takes hooks as properties. */}
          {/* oxlint-disable-next-line react/hooks */}
          <Router hook={useHashLocation} searchHook={useHashSearch} hrefs={hashHref}>
            <Tooltip.Provider delay={tooltipDelay}>
              <Toasts>
                <Frame>
                  <Routes />
                </Frame>
              </Toasts>
            </Tooltip.Provider>
          </Router>
        </ApiProvider>
      </PlatformContext>
    </CSPProvider>
  );
}
