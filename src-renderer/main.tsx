import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { StartFailure } from './app/StartFailure.tsx';
import { openHost } from './app/open-host.ts';
import { followPreferences } from './state/appearance.ts';
import { createLiveStore } from './state/live/live-store.ts';

followPreferences();
const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root.');
const root = createRoot(container);

try {
  const { api, platform } = await openHost();
  const asked = api.call('app.info', {});
  // The queue is on its way while the frame around it is drawn.
  const live = createLiveStore(api);
  const info = await asked;
  root.render(
    <StrictMode>
      <App api={api} live={live} info={info} platform={platform} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<StartFailure error={error} />);
}
