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
import { Progress } from './progress.tsx';
import type { Standing } from './source.ts';
import { TileGrid } from './tile-grid.tsx';
import type { TileState } from './tile.ts';

interface OperationProps {
  readonly id: string;
  readonly view: BoardView;
  readonly operation: Standing;
  readonly onSent: () => void;
}

/** A tile for each member, counts, progress, and what to do about failures. */
export function Operation({ id, view, operation, onSent }: OperationProps) {
  const { words, formats } = useLanguage();
  // The view is new whenever the tiles have changed.
  const failures = useMemo(() => (view.counts.failed === 0 ? [] : groupFailures(view.tiles)), [view]);
  const [shown, setShown] = useState<TileState | null>(null);
  const [{ fetching, error }, retry] = useMutation(BoardRetryDocument);
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
        <span className="quiet">{words.board.begun(formats.time(createdAt))}</span>
      </p>
      <section className="panel" aria-label={words.board.progress}>
        <Progress standing={operation} shown={view.counts} leftMs={view.leftMs} isQuiet={view.isQuiet} />
        <Counts counts={view.counts} total={counts.total} shown={shown} onShow={setShown} />
        <div className="actions">
          {failures.some(({ retryable }) => retryable) && (
            <button type="button" className="primary" disabled={fetching} onClick={() => void sendAgain(null)}>
              {words.board.retryAll}
            </button>
          )}
          {(counts.queued > 0 || counts.invited > 0) && (
            <CancelButton id={id} isWaiting={counts.queued > 0} invited={counts.invited} onCancelled={onSent} />
          )}
        </div>
        {error && <Problem error={error} />}
      </section>
      <div className={failures.length > 0 ? 'board with-failures' : 'board'}>
        <Failures groups={failures} isSending={fetching} onRetry={sendAgain} />
        <TileGrid view={view} shown={shown} />
      </div>
    </>
  );
}
