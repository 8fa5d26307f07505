import { nameOfState } from '../group/state-name.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { nameOfProvider } from '../shared/provider-name.ts';
import type { UserMembership } from './user.ts';

interface MembershipsProps {
  readonly memberships: readonly UserMembership[];
  readonly onHistory: (membershipId: string) => void;
}

/** The groups of a person, over all providers. */
export function Memberships({ memberships, onHistory }: MembershipsProps) {
  const { words, formats } = useLanguage();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.members.group}</th>
          <th scope="col" className="wide">
            {words.members.account}
          </th>
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
        {memberships.map(({ id, account, state, changedAt, group }) => (
          <tr key={id}>
            <th scope="row">
              <a href={addressOf({ page: 'group', id: group.id })}>{group.name ?? group.externalId}</a>
              <span className="quiet account">{nameOfProvider(group.connection.provider, words)}</span>
            </th>
            <td className="wide">{account}</td>
            <td>
              <span className={`badge dotted state-${state.toLowerCase()}`}>{nameOfState(state, words)}</span>
            </td>
            <td className="wide">
              <time dateTime={changedAt}>{formats.time(changedAt)}</time>
            </td>
            <td className="row-actions">
              <button
                type="button"
                className="plain"
                aria-label={words.members.historyOf(account)}
                onClick={() => onHistory(id)}
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
