import { useLanguage } from '../language/language.ts';
import { TILE_STATES, type TileState } from './tile.ts';

interface CountsProps {
  readonly counts: Readonly<Record<TileState, number>>;
  readonly total: number;
  readonly shown: TileState | null;
  readonly onShow: (state: TileState | null) => void;
}

/** How many are in each state; each count chooses whom the grid shows. */
export function Counts({ counts, total, shown, onShow }: CountsProps) {
  const { words, formats } = useLanguage();
  const states = TILE_STATES.filter((state) => counts[state] > 0 || state === shown);
  return (
    <div role="group" aria-label={words.board.filter} className="chips">
      <button type="button" className="chip" aria-pressed={shown === null} onClick={() => onShow(null)}>
        {words.board.all} <strong>{formats.number(total)}</strong>
      </button>
      {states.map((state) => (
        <button
          key={state}
          type="button"
          className={`chip dotted part-${state}`}
          aria-pressed={shown === state}
          onClick={() => onShow(shown === state ? null : state)}
        >
          {words.board.states[state]} <strong>{formats.number(counts[state])}</strong>
        </button>
      ))}
    </div>
  );
}
