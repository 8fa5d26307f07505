import { useQuery } from 'urql';
import { ConnectionsDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Problem } from '../shared/problem.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { useSignals } from './use-signals.ts';

/** Every connection as pictures of the last minutes. */
export function ConnectionsPage() {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: ConnectionsDocument });
  const { samples, state } = useSignals();
  return (
    <>
      <h1>{words.connections.title}</h1>
      {error && <Problem error={error} onAgain={readAgain} />}
      <div role="status">
        {state === 'absent' && <p className="notice notice-warning">{words.connections.unavailable}</p>}
        {state === 'stale' && <p className="notice notice-warning">{words.connections.stale}</p>}
      </div>
      <div className="cards">
        {data?.connections.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} samples={samples} />
        ))}
      </div>
    </>
  );
}
