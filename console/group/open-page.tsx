import { recentOperations } from '../invite/recent.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { goTo } from '../routing/use-route.ts';
import { OpenForm } from '../shared/open-form.tsx';

export function GroupsPage() {
  const { words } = useLanguage();
  const groups = [...new Set(recentOperations().map(({ groupId }) => groupId))];
  return (
    <>
      <h1>{words.members.groupsTitle}</h1>
      <OpenForm
        title={words.members.openGroup}
        label={words.members.groupId}
        hint={words.members.groupIdHint}
        onOpen={(id) => goTo({ page: 'group', id })}
      />
      <ul className="recent">
        {groups.map((id) => (
          <li key={id}>
            <a href={addressOf({ page: 'group', id })}>{id}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
