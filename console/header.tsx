import { signOut } from './access/sign-in.ts';
import { token } from './access/token.ts';
import { chooseLanguage, LANGUAGE_IDS, nameOf, useLanguage } from './language/language.ts';
import { addressOf, type Route } from './routing/route.ts';
import { useStore } from './shared/use-store.ts';
import { theme, THEMES } from './theme/theme.ts';

/** Which entry a page belongs to. */
const ENTRIES = [
  { page: 'invite', pages: ['invite', 'operation'] },
  { page: 'groups', pages: ['groups', 'group'] },
  { page: 'users', pages: ['users', 'user'] },
  { page: 'connections', pages: ['connections'] },
] as const satisfies readonly { page: Route['page']; pages: readonly Route['page'][] }[];

export function Header({ page: current }: { page: Route['page'] }) {
  const { words } = useLanguage();
  return (
    <header className="header">
      <a className="brand" href={addressOf({ page: 'invite' })}>
        <svg viewBox="0 0 20 20" aria-hidden="true" className="mark">
          <path d="m2 4 2 2 3-4M2 10l2 2 3-4M2 16l2 2 3-4M10 4h8M10 10h8M10 16h8" />
        </svg>
        Rollcall
      </a>
      <nav aria-label={words.navigation.label}>
        {ENTRIES.map(({ page, pages }) => (
          <a
            key={page}
            href={addressOf({ page })}
            aria-current={pages.some((name) => name === current) ? 'page' : undefined}
          >
            {words.navigation[page]}
          </a>
        ))}
      </nav>
      <Settings />
    </header>
  );
}

function Settings() {
  const { id, words } = useLanguage();
  const chosenTheme = useStore(theme);
  const isSignedIn = useStore(token) !== '';
  return (
    <div className="settings">
      <select
        aria-label={words.language}
        value={id}
        onChange={({ target }) => chooseLanguage(LANGUAGE_IDS.find((each) => each === target.value) ?? id)}
      >
        {LANGUAGE_IDS.map((each) => (
          <option key={each} value={each}>
            {nameOf(each)}
          </option>
        ))}
      </select>
      <select
        aria-label={words.theme.label}
        value={chosenTheme}
        onChange={({ target }) => theme.set(THEMES.find((name) => name === target.value) ?? 'system')}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {words.theme[name]}
          </option>
        ))}
      </select>
      {isSignedIn && (
        <button type="button" onClick={signOut}>
          {words.signIn.out}
        </button>
      )}
    </div>
  );
}
