import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { useWidth } from '../shared/use-width.ts';
import type { BoardView } from './board.ts';
import { TileDetails } from './tile-details.tsx';
import type { Tile, TileState } from './tile.ts';

/** In CSS pixels; the tiles share what is left of the width. */
const LEAST_TILE_WIDTH = 150;
const TILE_HEIGHT = 48;
/** Rows that are drawn beyond what is seen, so that scrolling shows no holes. */
const ROWS_AHEAD = 4;

/** A tile for each member. Only those that are seen are drawn, so ten thousand scroll like a hundred. */
export function TileGrid({ view, shown }: { view: BoardView; shown: TileState | null }) {
  const { words } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const [chosen, setChosen] = useState<string | null>(null);
  // The view is new whenever the tiles have changed.
  const tiles = useMemo(
    () => (shown === null ? view.tiles : view.tiles.filter(({ state }) => state === shown)),
    [view, shown],
  );
  const columns = Math.max(1, Math.floor(width / LEAST_TILE_WIDTH));
  const rows = useVirtualizer({
    count: Math.ceil(tiles.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE_HEIGHT,
    overscan: ROWS_AHEAD,
  });
  const details = chosen === null ? undefined : view.tiles.find(({ account }) => account === chosen);
  return (
    <>
      <div ref={scroller} className="tiles-scroller" role="region" aria-label={words.board.members} tabIndex={0}>
        {tiles.length === 0 && <p className="quiet">{words.board.nobody}</p>}
        <ul className="tiles" style={{ height: rows.getTotalSize() }}>
          {rows
            .getVirtualItems()
            .flatMap((row) =>
              tiles
                .slice(row.index * columns, (row.index + 1) * columns)
                .map((tile, column) => (
                  <TileItem
                    key={tile.account}
                    tile={tile}
                    place={{ left: (column * width) / columns, top: row.start, width: width / columns }}
                    position={row.index * columns + column + 1}
                    total={tiles.length}
                    onChoose={setChosen}
                  />
                )),
            )}
        </ul>
      </div>
      {details !== undefined && <TileDetails tile={details} onClose={() => setChosen(null)} />}
    </>
  );
}

interface TileItemProps {
  readonly tile: Tile;
  readonly place: { readonly left: number; readonly top: number; readonly width: number };
  /** From 1, among those that could be seen. */
  readonly position: number;
  readonly total: number;
  readonly onChoose: (account: string) => void;
}

function TileItem({ tile: { account, state }, place, position, total, onChoose }: TileItemProps) {
  const { words } = useLanguage();
  return (
    <li
      aria-posinset={position}
      aria-setsize={total}
      style={{ transform: `translate(${place.left}px, ${place.top}px)`, width: place.width, height: TILE_HEIGHT }}
    >
      <button type="button" className={`tile tile-${state}`} onClick={() => onChoose(account)}>
        <span className="tile-account">{account}</span>
        <span className="tile-state">{words.board.states[state]}</span>
      </button>
    </li>
  );
}
