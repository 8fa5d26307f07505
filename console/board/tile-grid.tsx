import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useId, useMemo, useRef, useState } from 'react';
import { useLanguage } from '../language/language.ts';
import { useWidth } from '../shared/use-width.ts';
import type { BoardView } from './board.ts';
import { TileDetails } from './tile-details.tsx';
import { TILE_HEIGHT, TileItem } from './tile-item.tsx';
import type { TileState } from './tile.ts';
import { useArrowKeys } from './use-arrow-keys.ts';

/** In CSS pixels; the tiles share what is left of the width. */
const LEAST_TILE_WIDTH = 150;
/** Rows that are drawn beyond what is seen, so that scrolling shows no holes. */
const ROWS_AHEAD = 4;

/** A tile for each member. Only those that are seen are drawn, so ten thousand scroll like a hundred. */
export function TileGrid({ view, shown }: { view: BoardView; shown: TileState | null }) {
  const { words } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const hint = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  // The view is new whenever the tiles have changed.
  const tiles = useMemo(
    () => (shown === null ? view.tiles : view.tiles.filter(({ state }) => state === shown)),
    [view, shown],
  );
  const columns = Math.max(1, Math.floor(width / LEAST_TILE_WIDTH));
  const { active, setActive, onKeyDown } = useArrowKeys({ list: scroller, count: tiles.length, columns });
  const activeRow = Math.floor(active / columns);
  const rows = useVirtualizer({
    count: Math.ceil(tiles.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE_HEIGHT,
    overscan: ROWS_AHEAD,
    // Where the keyboard is stays drawn, however far somebody scrolls.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), activeRow])]
        .filter((row) => row < range.count)
        .toSorted((one, other) => one - other),
  });
  const details = chosen === null ? undefined : view.tiles.find(({ account }) => account === chosen);
  return (
    <>
      <div ref={scroller} className="tiles-scroller" role="region" aria-label={words.board.members}>
        {tiles.length === 0 && <p className="empty">{words.board.nobody}</p>}
        <p id={hint} className="spoken">
          {words.board.arrowKeys}
        </p>
        <ul className="tiles" aria-describedby={hint} style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
          {rows.getVirtualItems().flatMap((row) =>
            tiles.slice(row.index * columns, (row.index + 1) * columns).map((tile, column) => {
              const index = row.index * columns + column;
              return (
                <TileItem
                  key={tile.account}
                  tile={tile}
                  index={index}
                  total={tiles.length}
                  isActive={index === active}
                  left={(column * width) / columns}
                  top={row.start}
                  width={width / columns}
                  onFocus={setActive}
                  onChoose={setChosen}
                />
              );
            }),
          )}
        </ul>
      </div>
      {details !== undefined && <TileDetails tile={details} onClose={() => setChosen(null)} />}
    </>
  );
}
