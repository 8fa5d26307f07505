import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { browserClock } from '../shared/browser-clock.ts';
import { Store } from '../shared/store.ts';
import { useStore } from '../shared/use-store.ts';
import { Board, type BoardView, NOTHING_READ } from './board.ts';
import { createBoardSource } from './source.ts';

const nothingRead = new Store(NOTHING_READ);

interface FollowedBoard {
  readonly view: BoardView;
  /** Members were sent again, or cancelled: progress has to be told anew. */
  readonly followProgress: () => void;
  readonly reopen: () => void;
}

/** Follows an operation for as long as the component is shown. */
export function useBoard(id: string): FollowedBoard {
  const client = useClient();
  const [board, setBoard] = useState<Board | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const opened = new Board(createBoardSource(client, id), browserClock);
    setBoard(opened);
    void opened.open();
    return () => opened.leave();
  }, [client, id, attempt]);
  return {
    view: useStore(board?.view ?? nothingRead),
    followProgress: () => board?.followProgress(),
    reopen: () => setAttempt(attempt + 1),
  };
}
