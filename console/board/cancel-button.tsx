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
  /** How many invitations are open now. */
  readonly invited: number;
  readonly onCancelled: () => void;
}

/** Cancels what waits and takes open invitations back, after a question. */
export function CancelButton({ id, isWaiting, invited, onCancelled }: CancelButtonProps) {
  const { words, formats } = useLanguage();
  const [isAsking, setAsking] = useState(false);
  const [isCancelled, setCancelled] = useState(false);
  // What the provider has not taken back.
  const stayOpen = isCancelled ? invited : 0;
  const [{ fetching, error }, cancel] = useMutation(BoardCancelDocument);
  const { open, question, yes } = isWaiting ? words.board.cancel : words.board.withdraw;
  const cancelAll = async (): Promise<void> => {
    const { data } = await cancel({ input: { operationId: id } });
    if (!data) return;
    onCancelled();
    setCancelled(true);
    // Of those whom it counts some may have come in since: the board knows who.
    setAsking(data.cancelInvites.operation.counts.invited > 0 && invited > 0);
  };
  return (
    <>
      <button
        type="button"
        onClick={() => {
          setCancelled(false);
          setAsking(true);
        }}
      >
        {open}
      </button>
      {isAsking && (
        <Modal title={open} onClose={() => setAsking(false)}>
          {stayOpen === 0 ? <p>{question}</p> : <p role="status">{words.board.stayOpen(formats.number(stayOpen))}</p>}
          {error && <Problem error={error} />}
          <div className="actions">
            {stayOpen === 0 && (
              <button type="button" className="danger" disabled={fetching} onClick={() => void cancelAll()}>
                {yes}
              </button>
            )}
            <button type="button" onClick={() => setAsking(false)}>
              {stayOpen === 0 ? words.board.cancelNo : words.board.understood}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
