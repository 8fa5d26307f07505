import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { goTo } from '../routing/use-route.ts';
import { OpenForm } from '../shared/open-form.tsx';
import { RecentList } from '../shared/recent-list.tsx';
import { recentUsers } from '../shared/recently.ts';
import { Title } from '../shared/title.tsx';

export function UsersPage() {
  const { words } = useLanguage();
  return (
    <>
      <Title>{words.members.usersTitle}</Title>
      <OpenForm
        title={words.members.openUser}
        label={words.members.userId}
        hint={words.members.userIdHint}
        onOpen={(id) => goTo({ page: 'user', id })}
      />
      <RecentList
        title={words.members.recentUsers}
        entries={recentUsers.list().map((id) => ({ address: addressOf({ page: 'user', id }), name: id }))}
      />
    </>
  );
}
