import { MemberHistory } from '../group/member-history.tsx';
import { useLanguage } from '../language/language.ts';
import { Modal } from '../shared/modal.tsx';
import { describeOutcome } from './outcome.ts';
import type { Tile } from './tile.ts';

/** The outcome of an invite stays what it was when the invitation has been answered. */
const isAnswered = ({ outcome, state }: Tile): boolean =>
  outcome?.__typename === 'MemberInvited' && state !== 'invited';

/** What became of one member, and how. */
export function TileDetails({ tile, onClose }: { tile: Tile; onClose: () => void }) {
  const language = useLanguage();
  const { words } = language;
  return (
    <Modal title={tile.account} onClose={onClose}>
      <p>
        <span className={`badge dotted part-${tile.state}`}>{words.board.states[tile.state]}</span>{' '}
        {tile.outcome !== null && !isAnswered(tile) && describeOutcome(tile.outcome, language)}
      </p>
      <MemberHistory membershipId={tile.membershipId} version={tile.changedAtMs} />
    </Modal>
  );
}
