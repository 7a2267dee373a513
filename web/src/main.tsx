import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createParts } from './app/createParts.ts';
import { watchMissingParts } from './lib/missingParts.ts';
import { followLanguage } from './lib/texts/language.ts';
import { followTheme } from './lib/theme.ts';
import './app/theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root element.');

watchMissingParts({
  isReachable: async () => {
    const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => null);
    return answer?.ok ?? false;
  },
  reload: () => window.location.reload(),
  now: Date.now,
});
followTheme();
await followLanguage();
createRoot(root).render(
  <StrictMode>
    <App parts={createParts()} />
  </StrictMode>,
);
