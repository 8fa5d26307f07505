import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.ts';
import { type ListView, MAX_LISTED } from './member-list.ts';

interface ListToolsProps {
  readonly view: ListView;
  /** How many match the search; null while nothing is searched. */
  readonly found: number | null;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** What narrows the list besides. */
  readonly children: ReactNode;
}

/** What narrows the list, and how much of it is there. */
export function ListTools({ view, found, search, onSearch, children }: ListToolsProps) {
  const { words, formats } = useLanguage();
  const read = formats.number(view.members.length);
  const total = formats.number(view.totalCount);
  const isSearching = found !== null && view.hasMore && view.problem === null;
  return (
    <>
      <label className="search">
        <span className="spoken">{words.members.search}</span>
        <input
          type="search"
          value={search}
          placeholder={words.members.search}
          onChange={({ target }) => onSearch(target.value)}
        />
      </label>
      {children}
      <p role="status" className="quiet list-status">
        {found === null ? words.members.shown(read, total) : words.members.found(formats.number(found), read, total)}
      </p>
      {isSearching && (
        <progress
          aria-label={words.members.searching}
          max={Math.min(view.totalCount, MAX_LISTED)}
          value={view.members.length}
        />
      )}
      {view.isCut && <p className="notice notice-warning">{words.members.cut(formats.number(MAX_LISTED), total)}</p>}
    </>
  );
}
