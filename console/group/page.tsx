import { useEffect, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { GroupHeadDocument, type GroupHeadQuery, GroupRefreshDocument } from '../graphql/generated/graphql.ts';
import { changeDraft } from '../invite/draft.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Loading } from '../shared/loading.tsx';
import { Problem } from '../shared/problem.tsx';
import { nameOfProvider } from '../shared/provider-name.ts';
import { recentGroups } from '../shared/recently.ts';
import { Title } from '../shared/title.tsx';
import { GroupMembers } from './group-members.tsx';

type Head = NonNullable<GroupHeadQuery['group']>;

export function GroupPage({ id }: { id: string }) {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: GroupHeadDocument, variables: { id } });
  const group = data?.group ?? null;
  return (
    <>
      <Title>{words.members.groupTitle(group?.name ?? group?.externalId ?? id)}</Title>
      {error && <Problem error={error} onAgain={readAgain} />}
      {!data && !error && <Loading />}
      {data?.group === null && !error && <p className="notice notice-warning">{words.members.missingGroup}</p>}
      {group && <Group group={group} />}
    </>
  );
}

function Group({ group }: { group: Head }) {
  const { words } = useLanguage();
  const [{ fetching, error, data }, refresh] = useMutation(GroupRefreshDocument);
  // Every refresh makes the list a new one.
  const [generation, setGeneration] = useState(0);
  const { listsMembers, removesMembers } = group.connection.capabilities;
  useEffect(() => recentGroups.remember(group.id), [group.id]);

  const refreshNow = async (): Promise<void> => {
    await refresh({ groupId: group.id });
    setGeneration(generation + 1);
  };
  return (
    <>
      <Facts group={group} />
      <div className="actions">
        <a
          className="button primary"
          href={addressOf({ page: 'invite' })}
          onClick={() => changeDraft({ connectionId: group.connectionId, groupId: group.externalId })}
        >
          {words.members.inviteHere}
        </a>
        {listsMembers && (
          <button type="button" disabled={fetching} onClick={() => void refreshNow()}>
            {fetching ? words.members.refreshing : words.members.refresh}
          </button>
        )}
        <span role="status" className="quiet">
          {data && !fetching && words.members.refreshed}
        </span>
      </div>
      {error && <Problem error={error} />}
      <GroupMembers group={group} generation={generation} canRemove={removesMembers} />
    </>
  );
}

function Facts({ group: { id, connection, type, memberCount } }: { group: Head }) {
  const { words, formats } = useLanguage();
  const facts = {
    [words.members.connection]: `${connection.id} · ${nameOfProvider(connection.provider, words)}`,
    [words.members.groupId]: id,
    [words.members.type]: nameOfType(type, words.members.types) ?? words.members.never,
    [words.members.counted]: memberCount === null ? words.members.never : formats.number(memberCount),
  };
  return (
    <dl className="facts">
      {Object.entries(facts).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Kinds of groups may be added: those go by the name that the service has for them. */
const nameOfType = (type: Head['type'], names: Readonly<Record<string, string>>): string | null =>
  type === null ? null : (names[type] ?? type);
