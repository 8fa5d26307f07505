import { Suspense, lazy, useEffect, useRef } from 'react';
import { session } from './access/sign-in.ts';
import { SignInDialog } from './access/sign-in-dialog.tsx';
import { Header } from './header.tsx';
import { InvitePage } from './invite/page.tsx';
import { useLanguage } from './language/language.ts';
import { connectivity } from './live/connectivity.ts';
import { addressOf, type Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';
import { useStore } from './shared/use-store.ts';

// Whoever opens the console waits for the first page alone.
const BoardPage = lazy(async () => ({ default: (await import('./board/page.tsx')).BoardPage }));
const GroupPage = lazy(async () => ({ default: (await import('./group/page.tsx')).GroupPage }));
const GroupsPage = lazy(async () => ({ default: (await import('./group/open-page.tsx')).GroupsPage }));
const UserPage = lazy(async () => ({ default: (await import('./user/page.tsx')).UserPage }));
const UsersPage = lazy(async () => ({ default: (await import('./user/open-page.tsx')).UsersPage }));
const ConnectionsPage = lazy(async () => ({ default: (await import('./connections/page.tsx')).ConnectionsPage }));

export function App() {
  const route = useRoute();
  const { words } = useLanguage();
  const signedIn = useStore(session);
  const isOffline = useStore(connectivity) === 'lost';
  const main = useRef<HTMLElement>(null);
  const address = JSON.stringify(route);
  const before = useRef(address);
  useEffect(() => {
    // Who has followed a link reads on where the new page begins; who has just come, at the top.
    if (before.current !== address) main.current?.focus();
    before.current = address;
  }, [address]);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {words.skip}
      </a>
      <Header page={route.page} />
      <div role="status" className="offline-place">
        {isOffline && <p className="notice notice-warning">{words.offline}</p>}
      </div>
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<p className="quiet">{words.loading}</p>}>
          <Page key={`${address} ${signedIn}`} route={route} />
        </Suspense>
      </main>
      <SignInDialog />
    </>
  );
}

function Page({ route }: { route: Route }) {
  const { words } = useLanguage();
  switch (route.page) {
    case 'invite':
      return <InvitePage />;
    case 'operation':
      return <BoardPage id={route.id} />;
    case 'groups':
      return <GroupsPage />;
    case 'group':
      return <GroupPage id={route.id} />;
    case 'users':
      return <UsersPage />;
    case 'user':
      return <UserPage id={route.id} />;
    case 'connections':
      return <ConnectionsPage />;
    default:
      return (
        <>
          <h1>{words.nowhere}</h1>
          <a href={addressOf({ page: 'invite' })}>{words.toStart}</a>
        </>
      );
  }
}
