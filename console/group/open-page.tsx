import { recentOperations } from '../invite/recent.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { goTo } from '../routing/use-route.ts';
import { OpenForm } from '../shared/open-form.tsx';
import { RecentList } from '../shared/recent-list.tsx';
import { recentGroups } from '../shared/recently.ts';
import { Title } from '../shared/title.tsx';

export function GroupsPage() {
  const { words } = useLanguage();
  const groups = new Set([...recentGroups.list(), ...recentOperations().map(({ groupId }) => groupId)]);
  return (
    <>
      <Title>{words.members.groupsTitle}</Title>
      <OpenForm
        title={words.members.openGroup}
        label={words.members.groupId}
        hint={words.members.groupIdHint}
        onOpen={(id) => goTo({ page: 'group', id })}
      />
      <RecentList
        title={words.members.recentGroups}
        entries={[...groups].map((id) => ({ address: addressOf({ page: 'group', id }), name: id }))}
      />
    </>
  );
}
