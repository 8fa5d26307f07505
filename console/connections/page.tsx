import { useEffect } from 'react';
import { useQuery } from 'urql';
import { ConnectionsDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Loading } from '../shared/loading.tsx';
import { Problem } from '../shared/problem.tsx';
import { Title } from '../shared/title.tsx';
import { useStore } from '../shared/use-store.ts';
import { ConnectionCard } from './connection-card.tsx';
import { MetricsTokenForm } from './metrics-token-form.tsx';
import { followSignals, signals } from './signals.ts';

/** Every connection as pictures of the last minutes. */
export function ConnectionsPage() {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: ConnectionsDocument });
  const { samples, state } = useStore(signals);
  useEffect(followSignals, []);
  return (
    <>
      <Title>{words.connections.title}</Title>
      <p className="quiet">{words.connections.about}</p>
      {error && <Problem error={error} onAgain={readAgain} />}
      <div role="status">
        {state === 'absent' && <p className="notice notice-warning">{words.connections.unavailable}</p>}
        {state === 'stale' && <p className="notice notice-warning">{words.connections.stale}</p>}
      </div>
      {state === 'refused' && <MetricsTokenForm />}
      {!data && !error && <Loading />}
      <div className="cards">
        {data?.connections.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} samples={samples} />
        ))}
      </div>
    </>
  );
}
