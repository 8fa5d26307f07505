import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { GroupHeadDocument, type GroupHeadQuery, GroupRefreshDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Problem } from '../shared/problem.tsx';
import { GroupMembers } from './group-members.tsx';

type Head = NonNullable<GroupHeadQuery['group']>;

export function GroupPage({ id }: { id: string }) {
  const { words } = useLanguage();
  const [{ data, error }, readAgain] = useQuery({ query: GroupHeadDocument, variables: { id } });
  if (error) return <Problem error={error} onAgain={readAgain} />;
  if (!data) return <p className="quiet">{words.loading}</p>;
  if (data.group === null) {
    return (
      <>
        <h1>{words.members.groupTitle(id)}</h1>
        <p className="notice notice-warning">{words.members.missingGroup}</p>
      </>
    );
  }
  return <Group group={data.group} />;
}

function Group({ group }: { group: Head }) {
  const { words } = useLanguage();
  const [{ fetching, error, data }, refresh] = useMutation(GroupRefreshDocument);
  // Every refresh makes the list a new one.
  const [generation, setGeneration] = useState(0);
  const { listsMembers, removesMembers } = group.connection.capabilities;

  const refreshNow = async (): Promise<void> => {
    await refresh({ groupId: group.id });
    setGeneration(generation + 1);
  };
  return (
    <>
      <h1>{words.members.groupTitle(group.name ?? group.externalId)}</h1>
      <Facts group={group} />
      {listsMembers && (
        <div className="actions">
          <button type="button" disabled={fetching} onClick={() => void refreshNow()}>
            {fetching ? words.members.refreshing : words.members.refresh}
          </button>
          <span role="status">{data && !fetching && words.members.refreshed}</span>
        </div>
      )}
      {error && <Problem error={error} />}
      <GroupMembers groupId={group.id} generation={generation} canRemove={removesMembers} />
    </>
  );
}

function Facts({ group: { connection, type, memberCount, memberships } }: { group: Head }) {
  const { words, formats } = useLanguage();
  const facts = {
    [words.members.connection]: `${connection.id} · ${connection.provider}`,
    [words.members.type]: nameOfType(type, words.members.types) ?? words.members.never,
    [words.members.counted]: memberCount === null ? words.members.never : formats.number(memberCount),
    [words.members.known]: formats.number(memberships.totalCount),
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
