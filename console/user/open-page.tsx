import { useLanguage } from '../language/language.ts';
import { goTo } from '../routing/use-route.ts';
import { OpenForm } from '../shared/open-form.tsx';

export function UsersPage() {
  const { words } = useLanguage();
  return (
    <>
      <h1>{words.members.usersTitle}</h1>
      <OpenForm
        title={words.members.openUser}
        label={words.members.userId}
        hint={words.members.userIdHint}
        onOpen={(id) => goTo({ page: 'user', id })}
      />
    </>
  );
}
