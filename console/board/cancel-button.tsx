import { useState } from 'react';
import { useMutation } from 'urql';
import { BoardCancelDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';

interface CancelButtonProps {
  readonly id: string;
  /** Whether invites still wait; otherwise only open invitations are left. */
  readonly isWaiting: boolean;
  readonly onCancelled: () => void;
}

/** Cancels what waits and takes open invitations back, after a question. */
export function CancelButton({ id, isWaiting, onCancelled }: CancelButtonProps) {
  const { words } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const [{ fetching, error }, cancel] = useMutation(BoardCancelDocument);
  const { open, question, yes } = isWaiting ? words.board.cancel : words.board.withdraw;
  const cancelAll = async (): Promise<void> => {
    const { data } = await cancel({ input: { operationId: id } });
    if (!data) return;
    setAsking(false);
    onCancelled();
  };
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {open}
      </button>
      {isAsking && (
        <Modal title={open} onClose={() => setAsking(false)}>
          <p>{question}</p>
          {error && <Problem error={error} />}
          <div className="actions">
            <button type="button" className="danger" disabled={fetching} onClick={() => void cancelAll()}>
              {yes}
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
