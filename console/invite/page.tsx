import { useQuery } from 'urql';
import { ConnectionsDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Loading } from '../shared/loading.tsx';
import { Problem } from '../shared/problem.tsx';
import { RecentList } from '../shared/recent-list.tsx';
import { Title } from '../shared/title.tsx';
import { ExampleList } from './example-list.tsx';
import { InviteForm } from './form.tsx';
import { recentOperations } from './recent.ts';

export function InvitePage() {
  const { words, formats } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: ConnectionsDocument });
  const recent = recentOperations().map(({ id, groupId, at }) => ({
    address: addressOf({ page: 'operation', id }),
    name: groupId,
    about: formats.time(at),
  }));
  return (
    <>
      <Title>{words.invite.title}</Title>
      {error && <Problem error={error} onAgain={readAgain} />}
      {data ? <InviteForm connections={data.connections} /> : !error && <Loading />}
      <ExampleList />
      <RecentList title={words.invite.recent} entries={recent} />
    </>
  );
}
