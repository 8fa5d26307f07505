import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ListedMemberFragment, MemberState } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import { useChanges } from '../live/use-changes.ts';
import { Modal } from '../shared/modal.tsx';
import { Problem } from '../shared/problem.tsx';
import { ListTools } from './list-tools.tsx';
import { MemberHistory } from './member-history.tsx';
import { MemberTable } from './member-table.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useMemberList } from './use-member-list.ts';

interface GroupMembersProps {
  readonly groupId: string;
  readonly generation: number;
  readonly canRemove: boolean;
}

/** The members of a group, live: narrowed to a state, searched, with the history of each and the way out. */
export function GroupMembers({ groupId, generation, canRemove }: GroupMembersProps) {
  const { words } = useLanguage();
  const [state, setState] = useState<MemberState | null>(null);
  const [search, setSearch] = useState('');
  const [gaps, setGaps] = useState(0);
  const { list, view } = useMemberList(groupId, state, generation + gaps);
  const [dialog, setDialog] = useState<{ kind: 'history' | 'removal'; member: ListedMemberFragment } | null>(null);
  const [said, setSaid] = useState('');

  useChanges(
    { groupId },
    (change) => list.apply(change, state === null),
    () => setGaps(gaps + 1),
  );

  const wanted = useDeferredValue(search.trim().toLowerCase());
  const found = useMemo(() => view.members.filter((member) => matches(member, wanted)), [view.members, wanted]);
  // The service does not search: whoever searches wants all of them read.
  useEffect(() => {
    if (wanted !== '' && !view.hasFailed) void list.readMore();
  }, [wanted, list, view]);
  return (
    <section>
      <ListTools
        view={view}
        found={wanted === '' ? null : found.length}
        search={search}
        onSearch={setSearch}
        state={state}
        onState={setState}
      />
      <p role="status">{said}</p>
      {view.hasFailed && <Problem error={null} onAgain={() => void list.readMore()} />}
      <MemberTable
        members={found}
        canRemove={canRemove}
        onEnd={() => void (view.hasFailed || list.readMore())}
        onHistory={(member) => setDialog({ kind: 'history', member })}
        onRemove={(member) => setDialog({ kind: 'removal', member })}
      />
      {dialog?.kind === 'history' && (
        <Modal title={words.members.historyOf(dialog.member.account)} onClose={() => setDialog(null)}>
          <MemberHistory membershipId={dialog.member.id} />
          <div className="actions">
            <button type="button" onClick={() => setDialog(null)}>
              {words.close}
            </button>
          </div>
        </Modal>
      )}
      {dialog?.kind === 'removal' && (
        <RemoveDialog
          groupId={groupId}
          account={dialog.member.account}
          onEnd={(outcome) => {
            setDialog(null);
            setSaid(outcome);
          }}
        />
      )}
    </section>
  );
}

const matches = ({ account, profile }: ListedMemberFragment, wanted: string): boolean =>
  wanted === '' ||
  account.toLowerCase().includes(wanted) ||
  (profile?.nickname?.toLowerCase().includes(wanted) ?? false);
