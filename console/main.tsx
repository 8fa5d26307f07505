import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { App } from './app.tsx';
import { createConsoleClient } from './graphql/client.ts';
import './style/main.css';

const place = document.querySelector('#console');
if (place === null) throw new Error('the page has no place for the console');

createRoot(place).render(
  <StrictMode>
    <Provider value={createConsoleClient()}>
      <App />
    </Provider>
  </StrictMode>,
);
