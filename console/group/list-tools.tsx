import type { MemberState } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { type ListView, MAX_LISTED } from './member-list.ts';
import { MEMBER_STATES, nameOfState } from './state-name.ts';

interface ListToolsProps {
  readonly view: ListView;
  /** How many match the search; null while nothing is searched. */
  readonly found: number | null;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly state: MemberState | null;
  readonly onState: (state: MemberState | null) => void;
}

/** What narrows the list, and how much of it is there. */
export function ListTools({ view, found, search, onSearch, state, onState }: ListToolsProps) {
  const { words, formats } = useLanguage();
  const read = formats.number(view.members.length);
  const total = formats.number(view.totalCount);
  return (
    <>
      <div className="fields">
        <label>
          {words.members.search}
          <input type="search" value={search} onChange={({ target }) => onSearch(target.value)} />
        </label>
        <label>
          {words.members.state}
          <select
            value={state ?? ''}
            onChange={({ target }) => onState(MEMBER_STATES.find((name) => name === target.value) ?? null)}
          >
            <option value="">{words.members.all}</option>
            {MEMBER_STATES.map((name) => (
              <option key={name} value={name}>
                {nameOfState(name, words)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p role="status" className="quiet">
        {found === null ? words.members.shown(read, total) : words.members.found(formats.number(found), read, total)}
        {view.members.length >= MAX_LISTED && ` ${words.members.cut(formats.number(MAX_LISTED))}`}
      </p>
    </>
  );
}
