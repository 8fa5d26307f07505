import { useMemo, useState } from 'react';
import { useMutation } from 'urql';
import { BoardRetryDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { addressOf } from '../routing/route.ts';
import { Problem } from '../shared/problem.tsx';
import type { BoardView } from './board.ts';
import { CancelButton } from './cancel-button.tsx';
import { Counts } from './counts.tsx';
import { Failures } from './failure-list.tsx';
import { groupFailures } from './failures.ts';
import { ProgressBar } from './progress-bar.tsx';
import type { Standing } from './source.ts';
import { TileGrid } from './tile-grid.tsx';
import type { TileState } from './tile.ts';
import { useBoard } from './use-board.ts';

/** One operation, live: a tile for each member, counts, progress, and what to do about failures. */
export function BoardPage({ id }: { id: string }) {
  const { words } = useLanguage();
  const { view, followProgress, reopen } = useBoard(id);
  return (
    <>
      <h1>{words.board.title}</h1>
      {view.phase === 'failed' && <Problem error={null} onAgain={reopen} />}
      {view.phase === 'missing' && <p className="notice notice-warning">{words.board.missing}</p>}
      {view.operation === null ? (
        view.phase === 'reading' && <p className="quiet">{words.loading}</p>
      ) : (
        <Operation id={id} view={view} operation={view.operation} onSent={followProgress} />
      )}
    </>
  );
}

interface OperationProps {
  readonly id: string;
  readonly view: BoardView;
  readonly operation: Standing;
  readonly onSent: () => void;
}

function Operation({ id, view, operation, onSent }: OperationProps) {
  const { words, formats } = useLanguage();
  // The view is new whenever the tiles have changed.
  const failures = useMemo(() => (view.counts.failed === 0 ? [] : groupFailures(view.tiles)), [view]);
  const [shown, setShown] = useState<TileState | null>(null);
  const [{ error }, retry] = useMutation(BoardRetryDocument);
  const { status, counts, groupId, createdAt } = operation;

  const sendAgain = async (accounts: readonly string[] | null): Promise<void> => {
    const input = { operationId: id, accounts: accounts === null ? null : [...accounts], waitMs: 0 };
    const { data } = await retry({ input });
    if (data) onSent();
  };
  return (
    <>
      <p className="facts">
        <span className={`badge status-${status.toLowerCase()}`}>
          {Object.hasOwn(words.board.status, status)
            ? words.board.status[status as keyof typeof words.board.status]
            : words.board.status.other}
        </span>
        <span>
          {words.board.intoGroup} <a href={addressOf({ page: 'group', id: groupId })}>{groupId}</a>
        </span>
        <span>{words.board.begun(formats.time(createdAt))}</span>
      </p>
      <ProgressBar counts={counts} leftMs={view.leftMs} isRunning={status === 'RUNNING'} />
      <div className="actions">
        {failures.some(({ retryable }) => retryable) && (
          <button type="button" onClick={() => void sendAgain(null)}>
            {words.board.retryAll}
          </button>
        )}
        {(counts.queued > 0 || counts.invited > 0) && <CancelButton id={id} onCancelled={onSent} />}
      </div>
      {error && <Problem error={error} />}
      <Failures groups={failures} onRetry={sendAgain} />
      <Counts counts={view.counts} total={counts.total} shown={shown} onShow={setShown} />
      <TileGrid view={view} shown={shown} />
    </>
  );
}
