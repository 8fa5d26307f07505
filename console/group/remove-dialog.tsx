import { useMutation } from 'urql';
import { RemoveMembersDocument, type RemoveMembersMutation } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import type { Words } from '../language/english.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';

interface RemoveDialogProps {
  readonly groupId: string;
  readonly account: string;
  /** @param said what became of it; empty when nothing was asked for */
  readonly onEnd: (said: string) => void;
}

/** Takes somebody out of a group, after a question. */
export function RemoveDialog({ groupId, account, onEnd }: RemoveDialogProps) {
  const { words } = useLanguage();
  const [{ fetching, error }, remove] = useMutation(RemoveMembersDocument);
  const removeNow = async (): Promise<void> => {
    const { data } = await remove({ input: { groupId, accounts: [account] } });
    const [outcome] = data?.removeMembers.results ?? [];
    if (outcome) onEnd(describeRemoval(outcome, account, words));
  };
  return (
    <Modal title={words.members.remove} onClose={() => onEnd('')}>
      <p>{words.members.removeQuestion(account)}</p>
      {error && <Problem error={error} />}
      <div className="actions">
        <button type="button" className="danger" disabled={fetching} onClick={() => void removeNow()}>
          {words.members.removeYes}
        </button>
        <button type="button" onClick={() => onEnd('')}>
          {words.members.removeNo}
        </button>
      </div>
    </Modal>
  );
}

type Removal = RemoveMembersMutation['removeMembers']['results'][number];

/** Outcomes may be added: then the list says where the member stands. */
function describeRemoval(outcome: Removal, account: string, { members }: Words): string {
  switch (outcome.__typename) {
    case 'MemberRemoved':
      return members.removed(account);
    case 'MemberNotInGroup':
      return members.notIn(account);
    case 'RemoveMemberFailed':
      return members.notRemoved(account, outcome.message);
    default:
      return '';
  }
}
