import { useState } from 'react';
import { useQuery } from 'urql';
import { UserMembershipsDocument, type UserMembershipsQuery } from '../graphql/generated/graphql.ts';
import { MemberHistory } from '../group/member-history.tsx';
import { nameOfState } from '../group/state-name.ts';
import { useLanguage } from '../language/language.ts';
import { useChanges } from '../live/use-changes.ts';
import { addressOf } from '../routing/route.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';

/** A person in more groups than this is shown with the first of them. */
const MAX_MEMBERSHIPS = 1_000;

type User = Extract<NonNullable<UserMembershipsQuery['_entities'][number]>, { __typename: 'User' }>;
type Listed = User['memberships']['edges'][number]['node'];

/** One person over all providers, live. */
export function UserPage({ id }: { id: string }) {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({
    query: UserMembershipsDocument,
    variables: { user: [{ __typename: 'User', id }], first: MAX_MEMBERSHIPS },
  });
  const read = (): void => readAgain({ requestPolicy: 'network-only' });
  useChanges({ userId: id }, read, read);

  const user = data?._entities.find((entity) => entity?.__typename === 'User');
  return (
    <>
      <h1>{words.members.userTitle(id)}</h1>
      {error && <Problem error={error} onAgain={read} />}
      {!user ? !error && <p className="quiet">{words.loading}</p> : <Person user={user} />}
    </>
  );
}

function Person({ user: { accounts, memberships } }: { user: User }) {
  const { words } = useLanguage();
  const [chosen, setChosen] = useState<Listed | null>(null);
  return (
    <>
      <h2>{words.members.accounts}</h2>
      {accounts.length === 0 ? (
        <p className="quiet">{words.members.noAccounts}</p>
      ) : (
        <ul>
          {accounts.map(({ connection, account }) => (
            <li key={`${connection.id} ${account}`}>
              {account} <span className="quiet">· {connection.id}</span>
            </li>
          ))}
        </ul>
      )}
      <h2>{words.members.memberships}</h2>
      {memberships.edges.length === 0 ? (
        <p className="quiet">{words.members.nobody}</p>
      ) : (
        <Memberships memberships={memberships.edges.map(({ node }) => node)} onHistory={setChosen} />
      )}
      {chosen !== null && (
        <Modal title={words.members.historyOf(chosen.account)} onClose={() => setChosen(null)}>
          <MemberHistory membershipId={chosen.id} />
          <div className="actions">
            <button type="button" onClick={() => setChosen(null)}>
              {words.close}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}

interface MembershipsProps {
  readonly memberships: readonly Listed[];
  readonly onHistory: (membership: Listed) => void;
}

function Memberships({ memberships, onHistory }: MembershipsProps) {
  const { words, formats } = useLanguage();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.members.group}</th>
          <th scope="col">{words.members.account}</th>
          <th scope="col">{words.members.state}</th>
          <th scope="col" className="wide">
            {words.members.since}
          </th>
          <th scope="col">
            <span className="spoken">{words.members.history}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {memberships.map((membership) => (
          <tr key={membership.id}>
            <th scope="row">
              <a href={addressOf({ page: 'group', id: membership.group.id })}>
                {membership.group.name ?? membership.group.externalId}
              </a>
              <span className="quiet account">{membership.group.connectionId}</span>
            </th>
            <td>{membership.account}</td>
            <td>
              <span className={`badge state-${membership.state.toLowerCase()}`}>
                {nameOfState(membership.state, words)}
              </span>
            </td>
            <td className="wide">{formats.time(membership.changedAt)}</td>
            <td className="row-actions">
              <button
                type="button"
                aria-label={words.members.historyOf(membership.account)}
                onClick={() => onHistory(membership)}
              >
                {words.members.history}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
