import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { StartFailure } from './app/StartFailure.tsx';
import { openClient } from './app/open-client.ts';
import { browserPlatform } from './app/platform.tsx';
import { followPreferences } from './state/appearance.ts';

followPreferences();
const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root.');
const root = createRoot(container);

try {
  const api = await openClient();
  const info = await api.call('app.info', {});
  root.render(
    <StrictMode>
      <App api={api} info={info} platform={browserPlatform} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<StartFailure error={error} />);
}
