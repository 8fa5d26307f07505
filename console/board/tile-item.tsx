import { memo } from 'react';
import { useLanguage } from '../language/language.ts';
import type { Tile } from './tile.ts';

/** In CSS pixels, with the gap to the next one. */
export const TILE_HEIGHT = 50;

interface TileItemProps {
  readonly tile: Tile;
  /** Among those that could be seen. */
  readonly index: number;
  readonly total: number;
  /** Whether the keyboard comes here first. */
  readonly isActive: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly onFocus: (index: number) => void;
  readonly onChoose: (account: string) => void;
}

/** One member. Drawn anew only when something of it has changed: a change of one is not a change of a hundred. */
export const TileItem = memo(function TileItem({
  tile: { account, state },
  index,
  total,
  isActive,
  left,
  top,
  width,
  onFocus,
  onChoose,
}: TileItemProps) {
  const { words } = useLanguage();
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={total}
      style={{ transform: `translate(${left}px, ${top}px)`, width, height: TILE_HEIGHT }}
    >
      <button
        type="button"
        className={`tile part-${state}`}
        title={account}
        tabIndex={isActive ? 0 : -1}
        data-index={index}
        onFocus={() => onFocus(index)}
        onClick={() => onChoose(account)}
      >
        <span className="tile-account">{account}</span>
        <span className="tile-state dotted">{words.board.states[state]}</span>
      </button>
    </li>
  );
});
