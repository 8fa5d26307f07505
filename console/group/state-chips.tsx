import type { MemberState } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { MEMBER_STATES, nameOfState } from './state-name.ts';
import type { StateCounts } from './use-state-counts.ts';

interface StateChipsProps {
  readonly counts: StateCounts | null;
  readonly state: MemberState | null;
  readonly onState: (state: MemberState | null) => void;
}

/** How many are in each state; each count chooses whom the list shows. */
export function StateChips({ counts, state: chosen, onState }: StateChipsProps) {
  const { words, formats } = useLanguage();
  const countOf = (state: MemberState): number => counts?.byState.get(state) ?? 0;
  return (
    <div role="group" aria-label={words.members.state} className="chips">
      <button type="button" className="chip" aria-pressed={chosen === null} onClick={() => onState(null)}>
        {words.members.all} {counts !== null && <strong>{formats.number(counts.all)}</strong>}
      </button>
      {MEMBER_STATES.filter((state) => countOf(state) > 0 || state === chosen).map((state) => (
        <button
          key={state}
          type="button"
          className={`chip dotted state-${state.toLowerCase()}`}
          aria-pressed={chosen === state}
          onClick={() => onState(chosen === state ? null : state)}
        >
          {nameOfState(state, words)} <strong>{formats.number(countOf(state))}</strong>
        </button>
      ))}
    </div>
  );
}
