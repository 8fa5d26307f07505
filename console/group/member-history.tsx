import { useQuery } from 'urql';
import { MembershipDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Problem } from '../shared/problem.tsx';
import { nameOfCause, nameOfState } from './state-name.ts';

/** More changes of one member than this are not drawn. */
const MAX_CHANGES = 100;

/** What has happened to one member, oldest first. */
export function MemberHistory({ membershipId }: { membershipId: string }) {
  const { words, formats } = useLanguage();
  const [{ data, error }] = useQuery({
    query: MembershipDocument,
    variables: { id: membershipId, first: MAX_CHANGES },
    requestPolicy: 'network-only',
  });
  if (error) return <Problem error={error} />;
  if (!data) return <p className="quiet">{words.loading}</p>;
  const { edges = [], pageInfo } = data.membership?.history ?? {};
  if (edges.length === 0) return <p className="quiet">{words.members.noHistory}</p>;
  return (
    <>
      <ol className="timeline" aria-label={words.members.history}>
        {edges.map(({ node: { cursor, to, from, at, cause, operationId } }) => (
          <li key={cursor} className={`state-${to.toLowerCase()}`}>
            <strong>{nameOfState(to, words)}</strong> {nameOfCause(cause, words)}
            <br />
            <time dateTime={at}>{formats.time(at)}</time>
            {from !== null && <span className="quiet"> · {words.members.from(nameOfState(from, words))}</span>}
            {operationId !== null && (
              <>
                {' · '}
                <a href={addressOf({ page: 'operation', id: operationId })}>{words.members.operation}</a>
              </>
            )}
          </li>
        ))}
      </ol>
      {pageInfo?.hasNextPage === true && (
        <p className="quiet">{words.members.historyCut(formats.number(MAX_CHANGES))}</p>
      )}
    </>
  );
}
