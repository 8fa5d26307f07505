import { useState } from 'react';
import { useMutation } from 'urql';
import { BoardCancelDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';

/** Cancels what waits, after a question. */
export function CancelButton({ id, onCancelled }: { id: string; onCancelled: () => void }) {
  const { words } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const [{ fetching, error }, cancel] = useMutation(BoardCancelDocument);
  const cancelAll = async (): Promise<void> => {
    const { data } = await cancel({ input: { operationId: id } });
    if (!data) return;
    setAsking(false);
    onCancelled();
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {words.board.cancel}
      </button>
      {isAsking && (
        <Modal title={words.board.cancel} onClose={() => setAsking(false)}>
          <p>{words.board.cancelQuestion}</p>
          {error && <Problem error={error} />}
          <div className="actions">
            <button type="button" className="danger" disabled={fetching} onClick={() => void cancelAll()}>
              {words.board.cancelYes}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {words.board.cancelNo}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
