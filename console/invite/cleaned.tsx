import { useLanguage } from '../language/language.ts';
import type { CleanList } from './clean.ts';

/** How many are left of what was pasted, and what was left out. */
export function Cleaned({ list: { names, dropped } }: { list: CleanList }) {
  const { words, formats } = useLanguage();
  return (
    <div role="status" className="cleaned">
      <strong>{names.length === 0 ? words.invite.none : words.invite.taken(formats.number(names.length))}</strong>
      {dropped.size > 0 && (
        <p className="quiet">
          {words.invite.droppedTitle}{' '}
          {[...dropped].map(([reason, count]) => words.invite.dropped[reason](formats.number(count))).join(' · ')}
        </p>
      )}
    </div>
  );
}
