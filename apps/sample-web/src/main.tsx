import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/token.css';
import './styles/tables.css';
import './styles/views.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startBrowserSession } from './session/browser-session.js';
import { SessionContext } from './session/use-session.js';
import { App } from './shell/app.js';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no element with the ID page');
createRoot(page).render(
  <StrictMode>
    <SessionContext value={startBrowserSession()}>
      <App />
    </SessionContext>
  </StrictMode>,
);
