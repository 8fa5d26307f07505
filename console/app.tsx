import { Suspense, lazy, useEffect, useRef } from 'react';
import { ClosedDoor } from './access/closed-door.tsx';
import { door } from './access/door.ts';
import { session } from './access/sign-in.ts';
import { SignInDialog } from './access/sign-in-dialog.tsx';
import { Header } from './header.tsx';
import { InvitePage } from './invite/page.tsx';
import { useLanguage } from './language/language.ts';
import { ConnectivityNotice } from './live/connectivity-notice.tsx';
import { addressOf, type Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';
import { ErrorBoundary } from './shared/error-boundary.tsx';
import { Loading } from './shared/loading.tsx';
import { Title } from './shared/title.tsx';
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
  const closed = useStore(door);
  const main = useRef<HTMLElement>(null);
  const address = JSON.stringify(route);
  const before = useRef(address);
  useEffect(() => {
    // Who has followed a link reads on where the new page begins; who has just come, at the top.
    if (before.current !== address) {
      scrollTo(0, 0);
      main.current?.focus();
    }
    before.current = address;
  }, [address]);
  const key = `${address} ${signedIn}`;
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        {words.skip}
      </a>
      <Header page={route.page} />
      <ConnectivityNotice />
      <main id="main" ref={main} tabIndex={-1}>
        {closed === 'open' ? (
          <ErrorBoundary key={key} fallback={<Unavailable />}>
            <Suspense fallback={<Loading />}>
              <Page route={route} />
            </Suspense>
          </ErrorBoundary>
        ) : (
          <ClosedDoor reason={closed} />
        )}
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
        <section className="panel prose">
          <Title>{words.nowhere}</Title>
          <a href={addressOf({ page: 'invite' })}>{words.toStart}</a>
        </section>
      );
  }
}

/** Instead of a page whose file is not there any more, or that has failed for another reason. */
function Unavailable() {
  const { words } = useLanguage();
  return (
    <section className="panel prose" role="alert">
      <Title>{words.unavailable.title}</Title>
      <p>{words.unavailable.why}</p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => location.reload()}>
          {words.unavailable.reload}
        </button>
      </div>
    </section>
  );
}
