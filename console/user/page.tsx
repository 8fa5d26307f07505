import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { UserMembershipsDocument } from '../graphql/generated/graphql.ts';
import { MemberHistory } from '../group/member-history.tsx';
import { useLanguage } from '../language/language.ts';
import { useChanges } from '../live/use-changes.ts';
import { Loading } from '../shared/loading.tsx';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';
import { nameOfProvider } from '../shared/provider-name.ts';
import { recentUsers } from '../shared/recently.ts';
import { Title } from '../shared/title.tsx';
import { Memberships } from './memberships.tsx';
import type { User, UserMembership } from './user.ts';

/** A person in more groups than this is shown with the first of them. */
const MAX_MEMBERSHIPS = 1_000;

/** One person over all providers, live. */
export function UserPage({ id }: { id: string }) {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({
    query: UserMembershipsDocument,
    variables: { user: [{ __typename: 'User', id }], first: MAX_MEMBERSHIPS },
  });
  const read = (): void => readAgain({ requestPolicy: 'network-only' });
  useChanges({ userId: id }, read, read);
  useEffect(() => recentUsers.remember(id), [id]);

  const user = data?._entities.find((entity) => entity?.__typename === 'User');
  return (
    <>
      <Title>{words.members.userTitle(id)}</Title>
      {error && <Problem error={error} onAgain={read} />}
      {user ? <Person user={user} /> : !error && <Loading />}
    </>
  );
}

function Person({ user: { accounts, memberships } }: { user: User }) {
  const { words, formats } = useLanguage();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const listed = memberships.edges.map(({ node }) => node);
  const chosen = listed.find(({ id }) => id === chosenId);
  return (
    <>
      <h2>{words.members.accounts}</h2>
      <Accounts accounts={accounts} memberships={listed} />
      <h2>{words.members.memberships}</h2>
      {memberships.pageInfo.hasNextPage && (
        <p className="notice notice-warning">
          {words.members.membershipsCut(formats.number(listed.length), formats.number(memberships.totalCount))}
        </p>
      )}
      <section className="panel" aria-label={words.members.memberships}>
        {listed.length === 0 ? (
          <p className="empty">{words.members.noMemberships}</p>
        ) : (
          <Memberships memberships={listed} onHistory={setChosenId} />
        )}
      </section>
      {chosen !== undefined && (
        <Modal title={words.members.historyOf(chosen.account)} onClose={() => setChosenId(null)}>
          <MemberHistory membershipId={chosen.id} version={chosen.changedAt} />
        </Modal>
      )}
    </>
  );
}

interface AccountsProps {
  readonly accounts: User['accounts'];
  readonly memberships: readonly UserMembership[];
}

/** What the person is called at each provider, and in how many groups they are there. */
function Accounts({ accounts, memberships }: AccountsProps) {
  const { words, formats } = useLanguage();
  if (accounts.length === 0) return <p className="panel empty">{words.members.noAccounts}</p>;
  return (
    <ul className="accounts">
      {accounts.map(({ connection, account }) => {
        const groups = memberships.filter(
          (each) => each.state === 'JOINED' && each.account === account && each.group.connectionId === connection.id,
        );
        return (
          <li key={`${connection.id} ${account}`} className="panel">
            <span className="quiet">
              {nameOfProvider(connection.provider, words)} · {connection.id}
            </span>
            <strong>{account}</strong>
            <span className="quiet">{words.members.inGroups(formats.number(groups.length))}</span>
          </li>
        );
      })}
    </ul>
  );
}
