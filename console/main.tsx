import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { session } from './access/sign-in.ts';
import { App } from './app.tsx';
import { createConsoleClient } from './graphql/client.ts';
import { openSocket } from './live/socket.ts';
import { useStore } from './shared/use-store.ts';
import './style/main.css';

const place = document.querySelector('#console');
if (place === null) throw new Error('the page has no place for the console');

const socket = openSocket();

function Console() {
  const signedIn = useStore(session);
  // oxlint-disable-next-line react/exhaustive-deps -- every session has a client of its own
  const client = useMemo(() => createConsoleClient(socket), [signedIn]);
  return (
    <Provider value={client}>
      <App />
    </Provider>
  );
}

createRoot(place).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
