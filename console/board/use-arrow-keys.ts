import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { TILE_HEIGHT } from './tile-item.tsx';

interface ArrowKeysProps {
  readonly list: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly columns: number;
}

interface ArrowKeys {
  /** The one item that the Tab key comes to. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Makes a grid one stop of the Tab key, within which arrow keys move: nobody tabs through ten thousand. */
export function useArrowKeys({ list, count, columns }: ArrowKeysProps): ArrowKeys {
  const [wanted, setActive] = useState(0);
  const active = Math.max(0, Math.min(wanted, count - 1));
  const hasMoved = useRef(false);
  useEffect(() => {
    // The item is drawn by now, also where it was far away.
    if (hasMoved.current) list.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus();
    hasMoved.current = false;
  }, [active, list]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const rowsShown = Math.max(1, Math.floor((list.current?.clientHeight ?? 0) / TILE_HEIGHT) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -columns * rowsShown,
      PageDown: columns * rowsShown,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(active + step, count - 1));
    if (next === active) return;
    hasMoved.current = true;
    setActive(next);
  };
  return { active, setActive, onKeyDown };
}
