import { useQuery } from 'urql';
import { ConnectionsDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Problem } from '../shared/problem.tsx';
import { InviteForm } from './form.tsx';
import { recentOperations } from './recent.ts';

export function InvitePage() {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: ConnectionsDocument });
  return (
    <>
      <h1>{words.invite.title}</h1>
      {error && <Problem error={error} onAgain={readAgain} />}
      {data ? <InviteForm connections={data.connections} /> : error ? null : <p className="quiet">{words.loading}</p>}
      <Recent />
    </>
  );
}

function Recent() {
  const { words, formats } = useLanguage();
  const operations = recentOperations();
  if (operations.length === 0) return null;
  return (
    <section>
      <h2>{words.invite.recent}</h2>
      <ul className="recent">
        {operations.map(({ id, groupId, at }) => (
          <li key={id}>
            <a href={addressOf({ page: 'operation', id })}>
              {groupId} · {formats.time(at)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
